import { Module } from '@nestjs/common';
import { LikesController } from './likes.controller.js';
import { LikesService } from './likes.service.js';
import { OwnLikesController } from './own-likes.controller.js';

@Module({
  controllers: [LikesController, OwnLikesController],
  providers: [LikesService],
  exports: [LikesService],
})
export class LikesModule {}
