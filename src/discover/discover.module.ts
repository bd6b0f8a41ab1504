import { Module } from '@nestjs/common';
import { DiscoverController } from './discover.controller.js';
import { DiscoverService } from './discover.service.js';
import { TrendingRefresh } from './trending.js';

@Module({
  controllers: [DiscoverController],
  providers: [DiscoverService, TrendingRefresh],
  exports: [DiscoverService],
})
export class DiscoverModule {}
