import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '../mail/mail.module.js';
import { UsersModule } from '../users/users.module.js';
import { MovieCreatedMail } from './movie-created.mail.js';
import { Movie } from './movie.entity.js';
import { MoviesController } from './movies.controller.js';
import { MoviesService } from './movies.service.js';
import { OwnMoviesController } from './own-movies.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([Movie]), UsersModule, MailModule],
  controllers: [MoviesController, OwnMoviesController],
  providers: [MoviesService, MovieCreatedMail],
  exports: [MoviesService],
})
export class MoviesModule {}
