import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '../mail/mail.module.js';
import { UsersModule } from '../users/users.module.js';
import { DiscoverService } from './discover/discover.service.js';
import { GenresController } from './discover/genres.controller.js';
import { MovieExportService } from './export/movie-export.service.js';
import { MovieImportService } from './import/movie-import.service.js';
import { MovieCreatedMail } from './movie-created.mail.js';
import { Movie } from './movie.entity.js';
import { MoviesController } from './movies.controller.js';
import { MoviesService } from './movies.service.js';
import { OwnMoviesController } from './own-movies.controller.js';
import { Corrections } from './search/corrections.js';
import { SearchRebuild } from './search/rebuild.service.js';
import { SearchController } from './search/search.controller.js';
import { SearchService } from './search/search.service.js';
import { SuggestService } from './search/suggest.service.js';
import { TitleStatistics } from './search/title-statistics.js';
import { SimilarController } from './discover/similar.controller.js';
import { TrendingController } from './discover/trending.controller.js';
import { TrendingRefresh } from './discover/trending.refresh.js';
import { PopularityRefresh } from './search/popularity.refresh.js';

@Module({
  imports: [TypeOrmModule.forFeature([Movie]), UsersModule, MailModule],
  controllers: [
    MoviesController,
    SearchController,
    OwnMoviesController,
    GenresController,
    TrendingController,
    SimilarController,
  ],
  providers: [
    MoviesService,
    SearchService,
    SuggestService,
    Corrections,
    TitleStatistics,
    SearchRebuild,
    DiscoverService,
    TrendingRefresh,
    PopularityRefresh,
    MovieCreatedMail,
    MovieImportService,
    MovieExportService,
  ],
  exports: [
    MoviesService,
    SearchService,
    DiscoverService,
    MovieImportService,
    MovieExportService,
    SearchRebuild,
  ],
})
export class MoviesModule {}
