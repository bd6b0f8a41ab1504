import { Module } from '@nestjs/common';
import { MovieExportService } from './export/movie-export.service.js';
import { MovieImportService } from './import/movie-import.service.js';

/** Whole catalogues, in and out. */
@Module({
  providers: [MovieImportService, MovieExportService],
  exports: [MovieImportService, MovieExportService],
})
export class ExchangeModule {}
