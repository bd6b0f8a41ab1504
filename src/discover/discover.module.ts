import { Module } from '@nestjs/common';
import { DiscoverService } from './discover.service.js';
import { GenresController } from './genres.controller.js';
import { SimilarController } from './similar.controller.js';
import { TrendingController } from './trending.controller.js';
import { TrendingRefresh } from './trending.refresh.js';

@Module({
  controllers: [GenresController, TrendingController, SimilarController],
  providers: [DiscoverService, TrendingRefresh],
  exports: [DiscoverService],
})
export class DiscoverModule {}
