import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments/comments.module.js';
import { DiscoverModule } from '../discover/discover.module.js';
import { LikesModule } from '../likes/likes.module.js';
import { MoviesModule } from '../movies/movies.module.js';
import { SearchModule } from '../search/search.module.js';
import { AssetsController, AssetFiles } from './assets.controller.js';
import { CatalogueController } from './catalogue.controller.js';
import { CataloguePage } from './catalogue.page.js';
import { CatalogueService } from './catalogue.service.js';

/** What `/` shows: an example of using the API, which nothing else depends on. */
@Module({
  imports: [MoviesModule, SearchModule, DiscoverModule, LikesModule, CommentsModule],
  controllers: [CatalogueController, AssetsController],
  providers: [AssetFiles, CatalogueService, CataloguePage],
})
export class CatalogueModule {}
