import { Module } from '@nestjs/common';
import { MovieImportService } from './import/movie-import.js';
import { MovieExportService } from './export/export.queries.js';

/** Whole catalogues, in and out. */
@Module({
  providers: [MovieImportService, MovieExportService],
  exports: [MovieImportService, MovieExportService],
})
export class ExchangeModule {}
