import { Module } from '@nestjs/common';
import { CommentsController } from './comments.controller.js';
import { CommentsService } from './comments.service.js';
import { OwnCommentsController } from './own-comments.controller.js';

@Module({
  controllers: [CommentsController, OwnCommentsController],
  providers: [CommentsService],
  exports: [CommentsService],
})
export class CommentsModule {}
