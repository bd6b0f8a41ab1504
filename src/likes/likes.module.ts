import { Module } from '@nestjs/common';
import { LikesController, OwnLikesController } from './likes.controller.js';
import { LikesService } from './likes.service.js';

@Module({
  controllers: [LikesController, OwnLikesController],
  providers: [LikesService],
  exports: [LikesService],
})
export class LikesModule {}
