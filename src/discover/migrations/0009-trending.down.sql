DELETE FROM background_work WHERE name = 'trending';
DROP TABLE trending_movies;
