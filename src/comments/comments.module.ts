import { Module } from '@nestjs/common';
import { CommentsController, OwnCommentsController } from './comments.controller.js';
import { CommentsService } from './comments.service.js';

@Module({
  controllers: [CommentsController, OwnCommentsController],
  providers: [CommentsService],
  exports: [CommentsService],
})
export class CommentsModule {}
