DROP TABLE background_work, function_files;
