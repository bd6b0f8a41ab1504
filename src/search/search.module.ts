import { Module } from '@nestjs/common';
import { Corrections } from './corrections.js';
import { PopularityRefresh } from './popularity.refresh.js';
import { SearchRebuild } from './rebuild.service.js';
import { SearchController } from './search.controller.js';
import { SearchService } from './search.service.js';
import { SuggestService } from './suggest.service.js';
import { TitleStatistics } from './title-statistics.js';

@Module({
  controllers: [SearchController],
  providers: [
    SearchService,
    SuggestService,
    Corrections,
    TitleStatistics,
    SearchRebuild,
    PopularityRefresh,
  ],
  exports: [SearchService, SearchRebuild],
})
export class SearchModule {}
