// Made from openapi.json by npm run generate.

export interface paths {
    "/users/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what everyone may know of a user */
        get: operations["getUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/register/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign up
         * @description Creates an account and signs it in.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/login/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description By username or e-mail address. A wrong pair answers alike whether or not the user exists.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logout/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description Ends the session that the token belongs to. The token is dead at once, on every instance.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logout/all/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out everywhere
         * @description Ends all your sessions, this one too, at once and on every instance.
         */
        post: operations["logoutAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read your account */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        /**
         * Delete your account
         * @description Your sessions, likes and comments go with it (a comment with replies leaves its place), your movies stay without a creator.
         */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        /**
         * Change your account
         * @description Another e-mail address or password needs `current_password`, and the old address is told. Another password ends all other sessions.
         */
        patch: operations["updateAccount"];
        trace?: never;
    };
    "/password/forgot/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a mail to choose a new password
         * @description The answer is the same, and takes as long, whether or not an account has the address. At most three such mails go to one account in an hour.
         */
        post: operations["forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/password/reset/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose a new password
         * @description With the token of the mail, within 30 minutes and once. Ends all sessions.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/sessions/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your sessions
         * @description Where you are signed in, latest first. `last_used_at` is exact to a minute or so.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/sessions/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of your sessions
         * @description Its token is dead at once, on every instance.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/movies/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List movies
         * @description All movies, newest first, or those that pass every filter given.
         */
        get: operations["listMovies"];
        put?: never;
        /**
         * Create a movie
         * @description You become its creator and get a confirmation by e-mail.
         */
        post: operations["createMovie"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/movies/genre/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the movies of a genre */
        get: operations["listMoviesByGenre"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/movies/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a movie */
        get: operations["getMovie"];
        put?: never;
        post?: never;
        /**
         * Delete a movie
         * @description Its likes and comments go with it. For its creator and admins.
         */
        delete: operations["deleteMovie"];
        options?: never;
        head?: never;
        /**
         * Change a movie
         * @description Any of the fields; `null` clears an optional one. For its creator and admins.
         */
        patch: operations["updateMovie"];
        trace?: never;
    };
    "/movies/search/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search by title
         * @description Any case, diacritics or none, words in any order, the last one perhaps unfinished, small typing errors. Exact titles first, then those that begin with the words, then the rest by likes.
         */
        get: operations["searchMovies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/movies/suggest/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Suggest titles while somebody types
         * @description Titles that begin with what is typed so far, popular ones first; then titles that have its words; where there are none, titles that may have been meant.
         */
        get: operations["suggestMovies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/movies/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the movies that you created */
        get: operations["listOwnMovies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/genres/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the genres
         * @description Those with most movies first.
         */
        get: operations["listGenres"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/movies/trending/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what is talked about
         * @description The movies with likes and comments of the last seven days, the hottest first, 1,000 at most. A comment or reply weighs two likes; every weight halves with each day.
         */
        get: operations["listTrendingMovies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/movies/{id}/similar/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List movies like this one
         * @description First those that the same people like, the closest first; then those that share genres, the director or the cast. 100 at most.
         */
        get: operations["listSimilarMovies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/movies/{id}/like/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who likes a movie
         * @description Latest first, with the number of likes.
         */
        get: operations["listLikes"];
        put?: never;
        /**
         * Like a movie
         * @description Liking twice is one like.
         */
        post: operations["likeMovie"];
        /**
         * Take a like back
         * @description Also where there was none.
         */
        delete: operations["unlikeMovie"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/likes/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the movies that you like
         * @description Latest liked first.
         */
        get: operations["listOwnLikes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/movies/{id}/comments/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the comments of a movie
         * @description Top-level comments, latest first; deleted ones that have replies among them.
         */
        get: operations["listComments"];
        put?: never;
        /**
         * Comment on a movie
         * @description Or answer one of its comments, one level deep.
         */
        post: operations["createComment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/comments/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a comment
         * @description Or the tombstone of a deleted one that has replies.
         */
        get: operations["getComment"];
        put?: never;
        post?: never;
        /**
         * Delete a comment
         * @description One with replies keeps its place, without text and author. For its author and admins.
         */
        delete: operations["deleteComment"];
        options?: never;
        head?: never;
        /**
         * Change a comment
         * @description Sets `edited_at`. For its author alone.
         */
        patch: operations["updateComment"];
        trace?: never;
    };
    "/comments/{id}/replies/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the replies to a comment
         * @description Latest first. A reply has none.
         */
        get: operations["listReplies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/comments/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your comments
         * @description Replies among them, latest first.
         */
        get: operations["listOwnComments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the process alive */
        get: operations["healthLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Can it serve
         * @description Looks at the database, its migrations and the mail queue. The `detail` of a 503 names what is missing. Cheap enough to be asked each second.
         */
        get: operations["healthReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where things are
         * @description Links to go on from. A browser, which prefers `text/html`, gets a page with the catalogue instead.
         */
        get: operations["index"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ProfileDto: {
            /** @example 1 */
            id: number;
            /** @example ada */
            username: string;
            /**
             * Format: date-time
             * @example 2026-11-22T15:34:00.000Z
             */
            created_at: string;
            /**
             * @description Movies created.
             * @example 1
             */
            movie_count: number;
            /**
             * @description Movies liked.
             * @example 1
             */
            like_count: number;
            /**
             * @description Comments and replies.
             * @example 1
             */
            comment_count: number;
        };
        RegisterDto: {
            /**
             * @description How others see you. Unique without regard to case.
             * @example ada
             */
            username: string;
            /**
             * Format: email
             * @description Where confirmations go; nobody else sees it. Unique without regard to case.
             * @example ada@example.org
             */
            email: string;
            /**
             * Format: password
             * @description Neither the username, nor the e-mail address, nor one of the commonest.
             * @example correct horse battery staple
             */
            password: string;
        };
        OwnUserDto: {
            /** @example 1 */
            id: number;
            /** @example ada */
            username: string;
            /**
             * Format: email
             * @example ada@example.org
             */
            email: string;
            /**
             * @example user
             * @enum {string}
             */
            role: "user" | "admin";
            /**
             * Format: date-time
             * @example 2026-11-22T15:34:00.000Z
             */
            created_at: string;
        };
        SignedInDto: {
            /** @example Welcome, ada. */
            message: string;
            /**
             * @description Send it as `Authorization: Bearer <token>`.
             * @example eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl
             */
            token: string;
            /**
             * Format: date-time
             * @description When the token ends of itself.
             * @example 2026-11-29T15:34:00.000Z
             */
            expires_at: string;
            user: components["schemas"]["OwnUserDto"];
        };
        LoginDto: {
            /**
             * @description The username or the e-mail address.
             * @example ada
             */
            username: string;
            /**
             * Format: password
             * @description The password.
             * @example correct horse battery staple
             */
            password: string;
        };
        MessageDto: {
            /** @example You are logged out. */
            message: string;
        };
        UpdateAccountDto: {
            /**
             * @description How others see you. Unique without regard to case.
             * @example ada
             */
            username?: string;
            /**
             * Format: email
             * @description Where confirmations go; nobody else sees it. Unique without regard to case.
             * @example ada@example.org
             */
            email?: string;
            /**
             * Format: password
             * @description Neither the username, nor the e-mail address, nor one of the commonest.
             * @example correct horse battery staple
             */
            password?: string;
            /**
             * Format: password
             * @description The password as it is now: needed for another e-mail address or password.
             * @example correct horse battery staple
             */
            current_password?: string;
        };
        DeleteAccountDto: {
            /**
             * Format: password
             * @description The password as it is now.
             * @example correct horse battery staple
             */
            current_password: string;
        };
        ForgotPasswordDto: {
            /**
             * Format: email
             * @description Where confirmations go; nobody else sees it. Unique without regard to case.
             * @example ada@example.org
             */
            email: string;
        };
        ResetPasswordDto: {
            /**
             * Format: password
             * @description Neither the username, nor the e-mail address, nor one of the commonest.
             * @example correct horse battery staple
             */
            password: string;
            /**
             * @description From the mail. It works once.
             * @example mJ0xUe2bDq3n8W1cVZk5s7yHfT9aR4pL6oXgE0iKdQw
             */
            token: string;
        };
        SessionDto: {
            /** @example 1 */
            id: number;
            /**
             * Format: date-time
             * @example 2026-11-22T15:34:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-11-22T15:34:00.000Z
             */
            last_used_at: string;
            /** @example curl/8.5.0 */
            user_agent: string | null;
            /**
             * @description Whether it is the one that asks.
             * @example true
             */
            current: boolean;
        };
        SessionPageDto: {
            /**
             * @description Rows in the whole list; `null` with `cursor`.
             * @example 1
             */
            count: number | null;
            /**
             * Format: uri
             * @description The next page or slice; `null` on the last.
             * @example null
             */
            next: string | null;
            /**
             * Format: uri
             * @description The previous page or slice; `null` on the first.
             * @example null
             */
            previous: string | null;
            /** @description The rows of this page. */
            results: components["schemas"]["SessionDto"][];
        };
        PublicUserDto: {
            /** @example 1 */
            id: number;
            /** @example ada */
            username: string;
        };
        MovieDto: {
            /** @example 1 */
            id: number;
            /** @example The Godfather */
            title: string;
            /** @example null */
            original_title: string | null;
            /** @example The ageing head of a crime family hands his empire to a son who never wanted it. */
            description: string | null;
            /**
             * @example [
             *       "Crime",
             *       "Drama"
             *     ]
             */
            genres: string[];
            /** @example 1972 */
            year: number | null;
            /**
             * Format: date
             * @example 1972-03-24
             */
            release_date: string | null;
            /** @example 175 */
            runtime_minutes: number | null;
            /**
             * @description ISO 639-1.
             * @example en
             */
            language: string | null;
            /** @example Francis Ford Coppola */
            director: string | null;
            /**
             * @example [
             *       "Marlon Brando",
             *       "Al Pacino"
             *     ]
             */
            cast: string[];
            /**
             * Format: uri
             * @example https://example.org/godfather.jpg
             */
            poster_url: string | null;
            /** @example tt0068646 */
            imdb_id: string | null;
            /** @description `null` for imported movies and for those of deleted accounts. */
            creator: components["schemas"]["PublicUserDto"] | null;
            /** @example 1 */
            like_count: number;
            /**
             * @description Comments and replies that still have their text.
             * @example 1
             */
            comment_count: number;
            /**
             * @description `null` for the anonymous.
             * @example true
             */
            liked_by_me: boolean | null;
            /**
             * Format: date-time
             * @example 2026-11-22T15:34:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-11-22T15:34:00.000Z
             */
            updated_at: string;
            /**
             * Format: uri
             * @example http://127.0.0.1:8000/movies/1/
             */
            url: string;
        };
        MoviePageDto: {
            /**
             * @description Rows in the whole list; `null` with `cursor`.
             * @example 1
             */
            count: number | null;
            /**
             * Format: uri
             * @description The next page or slice; `null` on the last.
             * @example null
             */
            next: string | null;
            /**
             * Format: uri
             * @description The previous page or slice; `null` on the first.
             * @example null
             */
            previous: string | null;
            /** @description The rows of this page. */
            results: components["schemas"]["MovieDto"][];
        };
        CreateMovieDto: {
            /**
             * @description The title.
             * @example The Godfather
             */
            title: string;
            /**
             * @description The title in its own language.
             * @example null
             */
            original_title?: string | null;
            /**
             * @description What it is about.
             * @example The ageing head of a crime family hands his empire to a son who never wanted it.
             */
            description?: string | null;
            /**
             * @description Genres; a new name founds a new genre. Matched without regard to case.
             * @example [
             *       "Crime",
             *       "Drama"
             *     ]
             */
            genres?: string[] | null;
            /**
             * @description The year of release.
             * @example 1972
             */
            year?: number | null;
            /**
             * Format: date
             * @description The day of release. Sets `year`, and must agree with one that is given.
             * @example 1972-03-24
             */
            release_date?: string | null;
            /**
             * @description The running time in minutes.
             * @example 175
             */
            runtime_minutes?: number | null;
            /**
             * @description The language spoken: ISO 639-1.
             * @example en
             */
            language?: string | null;
            /**
             * @description Who directed it.
             * @example Francis Ford Coppola
             */
            director?: string | null;
            /**
             * @description Who plays in it.
             * @example [
             *       "Marlon Brando",
             *       "Al Pacino"
             *     ]
             */
            cast?: string[] | null;
            /**
             * Format: uri
             * @description A picture.
             * @example https://example.org/godfather.jpg
             */
            poster_url?: string | null;
            /**
             * @description IMDb's id; only one movie may have it.
             * @example tt0068646
             */
            imdb_id?: string | null;
        };
        UpdateMovieDto: {
            /**
             * @description The title.
             * @example The Godfather
             */
            title?: string;
            /**
             * @description The title in its own language.
             * @example null
             */
            original_title?: string | null;
            /**
             * @description What it is about.
             * @example The ageing head of a crime family hands his empire to a son who never wanted it.
             */
            description?: string | null;
            /**
             * @description Genres; a new name founds a new genre. Matched without regard to case.
             * @example [
             *       "Crime",
             *       "Drama"
             *     ]
             */
            genres?: string[] | null;
            /**
             * @description The year of release.
             * @example 1972
             */
            year?: number | null;
            /**
             * Format: date
             * @description The day of release. Sets `year`, and must agree with one that is given.
             * @example 1972-03-24
             */
            release_date?: string | null;
            /**
             * @description The running time in minutes.
             * @example 175
             */
            runtime_minutes?: number | null;
            /**
             * @description The language spoken: ISO 639-1.
             * @example en
             */
            language?: string | null;
            /**
             * @description Who directed it.
             * @example Francis Ford Coppola
             */
            director?: string | null;
            /**
             * @description Who plays in it.
             * @example [
             *       "Marlon Brando",
             *       "Al Pacino"
             *     ]
             */
            cast?: string[] | null;
            /**
             * Format: uri
             * @description A picture.
             * @example https://example.org/godfather.jpg
             */
            poster_url?: string | null;
            /**
             * @description IMDb's id; only one movie may have it.
             * @example tt0068646
             */
            imdb_id?: string | null;
        };
        SuggestionDto: {
            /** @example 1 */
            id: number;
            /** @example The Godfather */
            title: string;
            /** @example 1972 */
            year: number | null;
        };
        SuggestionsDto: {
            /** @description Best first. */
            results: components["schemas"]["SuggestionDto"][];
        };
        GenreDto: {
            /** @example Drama */
            name: string;
            /**
             * @description Exact. 0 for a genre that no movie has any more.
             * @example 1
             */
            movie_count: number;
        };
        GenrePageDto: {
            /**
             * @description Rows in the whole list; `null` with `cursor`.
             * @example 1
             */
            count: number | null;
            /**
             * Format: uri
             * @description The next page or slice; `null` on the last.
             * @example null
             */
            next: string | null;
            /**
             * Format: uri
             * @description The previous page or slice; `null` on the first.
             * @example null
             */
            previous: string | null;
            /** @description The rows of this page. */
            results: components["schemas"]["GenreDto"][];
        };
        LikerDto: {
            /** @example 1 */
            id: number;
            /** @example ada */
            username: string;
            /**
             * Format: date-time
             * @example 2026-11-22T15:34:00.000Z
             */
            liked_at: string;
        };
        LikePageDto: {
            /**
             * @description Rows in the whole list; `null` with `cursor`.
             * @example 1
             */
            count: number | null;
            /**
             * Format: uri
             * @description The next page or slice; `null` on the last.
             * @example null
             */
            next: string | null;
            /**
             * Format: uri
             * @description The previous page or slice; `null` on the first.
             * @example null
             */
            previous: string | null;
            /** @description The rows of this page. */
            results: components["schemas"]["LikerDto"][];
            /**
             * @description The number of likes; the same as `count`, where there is one.
             * @example 1
             */
            like_count: number;
            /**
             * @description `null` for the anonymous.
             * @example true
             */
            liked_by_me: boolean | null;
        };
        LikedDto: {
            /** @example 1 */
            movie_id: number;
            /** @example 1 */
            like_count: number;
            /** @example true */
            liked: boolean;
        };
        LikedMovieDto: {
            /** @example 1 */
            id: number;
            /** @example The Godfather */
            title: string;
            /** @example null */
            original_title: string | null;
            /** @example The ageing head of a crime family hands his empire to a son who never wanted it. */
            description: string | null;
            /**
             * @example [
             *       "Crime",
             *       "Drama"
             *     ]
             */
            genres: string[];
            /** @example 1972 */
            year: number | null;
            /**
             * Format: date
             * @example 1972-03-24
             */
            release_date: string | null;
            /** @example 175 */
            runtime_minutes: number | null;
            /**
             * @description ISO 639-1.
             * @example en
             */
            language: string | null;
            /** @example Francis Ford Coppola */
            director: string | null;
            /**
             * @example [
             *       "Marlon Brando",
             *       "Al Pacino"
             *     ]
             */
            cast: string[];
            /**
             * Format: uri
             * @example https://example.org/godfather.jpg
             */
            poster_url: string | null;
            /** @example tt0068646 */
            imdb_id: string | null;
            /** @description `null` for imported movies and for those of deleted accounts. */
            creator: components["schemas"]["PublicUserDto"] | null;
            /** @example 1 */
            like_count: number;
            /**
             * @description Comments and replies that still have their text.
             * @example 1
             */
            comment_count: number;
            /**
             * @description `null` for the anonymous.
             * @example true
             */
            liked_by_me: boolean | null;
            /**
             * Format: date-time
             * @example 2026-11-22T15:34:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-11-22T15:34:00.000Z
             */
            updated_at: string;
            /**
             * Format: uri
             * @example http://127.0.0.1:8000/movies/1/
             */
            url: string;
            /**
             * Format: date-time
             * @example 2026-11-22T15:34:00.000Z
             */
            liked_at: string;
        };
        LikedMoviePageDto: {
            /**
             * @description Rows in the whole list; `null` with `cursor`.
             * @example 1
             */
            count: number | null;
            /**
             * Format: uri
             * @description The next page or slice; `null` on the last.
             * @example null
             */
            next: string | null;
            /**
             * Format: uri
             * @description The previous page or slice; `null` on the first.
             * @example null
             */
            previous: string | null;
            /** @description The rows of this page. */
            results: components["schemas"]["LikedMovieDto"][];
        };
        CommentDto: {
            /** @example 1 */
            id: number;
            /** @example 1 */
            movie_id: number;
            author: components["schemas"]["PublicUserDto"] | null;
            /** @example An offer nobody refuses. */
            text: string | null;
            /**
             * @description What it answers.
             * @example null
             */
            parent_id: number | null;
            /** @example 0 */
            reply_count: number;
            /**
             * Format: date-time
             * @example 2026-11-22T15:34:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example null
             */
            edited_at: string | null;
        };
        CommentPageDto: {
            /**
             * @description Rows in the whole list; `null` with `cursor`.
             * @example 1
             */
            count: number | null;
            /**
             * Format: uri
             * @description The next page or slice; `null` on the last.
             * @example null
             */
            next: string | null;
            /**
             * Format: uri
             * @description The previous page or slice; `null` on the first.
             * @example null
             */
            previous: string | null;
            /** @description The rows of this page. */
            results: components["schemas"]["CommentDto"][];
        };
        CreateCommentDto: {
            /**
             * @description What you say.
             * @example An offer nobody refuses.
             */
            text: string;
            /**
             * @description The comment that this one answers: one of the same movie, itself no reply.
             * @example null
             */
            parent_id?: number | null;
        };
        UpdateCommentDto: {
            /**
             * @description What you say.
             * @example An offer nobody refuses.
             */
            text: string;
        };
        LiveDto: {
            /**
             * @example up
             * @enum {string}
             */
            status: "up";
        };
        ChecksDto: {
            /**
             * @example up
             * @enum {string}
             */
            database: "up" | "down";
            /**
             * @example up
             * @enum {string}
             */
            migrations: "up" | "down";
            /**
             * @example up
             * @enum {string}
             */
            queue: "up" | "down";
        };
        ReadyDto: {
            /**
             * @example up
             * @enum {string}
             */
            status: "up";
            checks: components["schemas"]["ChecksDto"];
        };
        LinksDto: {
            /**
             * @description The movies, with filters and orders.
             * @example http://127.0.0.1:8000/movies/
             */
            movies: string;
            /**
             * @description Search by title: a URI template (RFC 6570).
             * @example http://127.0.0.1:8000/movies/search/{?title}
             */
            search: string;
            /**
             * @description Titles while somebody types: a URI template (RFC 6570).
             * @example http://127.0.0.1:8000/movies/suggest/{?title}
             */
            suggest: string;
            /**
             * @description The genres.
             * @example http://127.0.0.1:8000/genres/
             */
            genres: string;
            /**
             * @description What is talked about.
             * @example http://127.0.0.1:8000/movies/trending/
             */
            trending: string;
            /**
             * @description Sign up: POST.
             * @example http://127.0.0.1:8000/register/
             */
            register: string;
            /**
             * @description Sign in: POST.
             * @example http://127.0.0.1:8000/login/
             */
            login: string;
            /**
             * @description Your account.
             * @example http://127.0.0.1:8000/me/
             */
            me: string;
            /**
             * @description This API as an OpenAPI document.
             * @example http://127.0.0.1:8000/openapi.json
             */
            openapi: string;
            /**
             * @description The explorer.
             * @example http://127.0.0.1:8000/swagger/
             */
            swagger: string;
            /**
             * @description The kinds of errors.
             * @example http://127.0.0.1:8000/problems/
             */
            problems: string;
            /**
             * @description Whether it can serve.
             * @example http://127.0.0.1:8000/health/ready/
             */
            health: string;
        };
        IndexDto: {
            /** @example Movie API */
            name: string;
            /**
             * @description The release that answers.
             * @example 0.1.0
             */
            version: string;
            links: components["schemas"]["LinksDto"];
        };
        FieldErrorDto: {
            /**
             * @description The field, nested ones as `cast.3`.
             * @example title
             */
            field: string;
            /** @example is required */
            message: string;
        };
        ProblemDto: {
            /**
             * Format: uri
             * @description The kind of problem; the address answers with a page about it.
             * @example http://127.0.0.1:8000/problems/invalid-input/
             */
            type: string;
            /** @example Invalid input */
            title: string;
            /** @example 400 */
            status: number;
            /** @example title is required. */
            detail: string;
            /**
             * @description The path of the request.
             * @example /movies/
             */
            instance: string;
            /** @example f3b6c1d8-5a2e-4f0b-9c71-1f0f3c2a7e55 */
            request_id: string;
            /** @description For 400 and 409. */
            errors?: components["schemas"]["FieldErrorDto"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterDto"];
            };
        };
        responses: {
            /** @description The account, and a token for it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginDto"];
            };
        };
        responses: {
            /** @description A token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same key and request get the first answer again, with `Idempotency-Replayed: true`, and the work is done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Idempotency key reused, or Request in progress */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    logoutAll: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same key and request get the first answer again, with `Idempotency-Replayed: true`, and the work is done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out everywhere. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Idempotency key reused, or Request in progress */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnUserDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteAccountDto"];
            };
        };
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    updateAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAccountDto"];
            };
        };
        responses: {
            /** @description You, as you are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnUserDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    forgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgotPasswordDto"];
            };
        };
        responses: {
            /** @description A mail is sent if there is an account. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetPasswordDto"];
            };
        };
        responses: {
            /** @description The password is changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sessions. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPageDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listMovies: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
                /** @description Titles that contain this, in any case, diacritics or none. */
                title?: string;
                /** @description One name; several with commas: all of them; several with `|`: any of them. Without regard to case. */
                genre?: string;
                /** @description The year. */
                year?: number;
                /** @description That year or later. */
                year_min?: number;
                /** @description That year or earlier. */
                year_max?: number;
                /** @description ISO 639-1. */
                language?: string;
                /** @description Movies that this user created. */
                creator?: number;
                /** @description Movies that this user likes. */
                liked_by?: number;
                /** @description IMDb's id. */
                imdb_id?: string;
                /** @description These movies, in this order unless `ordering` says otherwise. */
                ids?: string;
                /** @description Sort keys separated by commas, `-` for descending. Absent values come last either way, ties are broken by id. */
                ordering?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of movies. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoviePageDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    createMovie: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same key and request get the first answer again, with `Idempotency-Replayed: true`, and the work is done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateMovieDto"];
            };
        };
        responses: {
            /** @description The movie; `Location` has its address. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovieDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict, or Idempotency key reused, or Request in progress */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listMoviesByGenre: {
        parameters: {
            query: {
                /** @description Which page, from 1. A page past the last is 404. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
                /** @description One name; several with commas: all of them; several with `|`: any of them. Without regard to case. */
                genre: string;
                /** @description Sort keys separated by commas, `-` for descending. Absent values come last either way, ties are broken by id. */
                ordering?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of movies; empty for an unknown genre. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoviePageDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getMovie: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The movie. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovieDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    deleteMovie: {
        parameters: {
            query?: never;
            header?: {
                /** @description The entity tag of what is to be changed: 412 if it was edited since. */
                "If-Match"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Precondition failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    updateMovie: {
        parameters: {
            query?: never;
            header?: {
                /** @description The entity tag of what is to be changed: 412 if it was edited since. */
                "If-Match"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateMovieDto"];
            };
        };
        responses: {
            /** @description The movie as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovieDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Precondition failed */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    searchMovies: {
        parameters: {
            query: {
                /** @description Which page, from 1. A page past the last is 404. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description What to look for. Nothing in it is an operator. */
                title: string;
                /** @description One name; several with commas: all of them; several with `|`: any of them. Without regard to case. */
                genre?: string;
                /** @description The year. */
                year?: number;
                /** @description That year or later. */
                year_min?: number;
                /** @description That year or earlier. */
                year_max?: number;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of movies, best first. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoviePageDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    suggestMovies: {
        parameters: {
            query: {
                /** @description What is typed so far. Nothing in it is an operator. */
                title: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most ten movies, best first. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuggestionsDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listOwnMovies: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
                /** @description Sort keys separated by commas, `-` for descending. Absent values come last either way, ties are broken by id. */
                ordering?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of movies. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoviePageDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listGenres: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of genres. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GenrePageDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listTrendingMovies: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of movies. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoviePageDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listSimilarMovies: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of movies. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoviePageDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listLikes: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of users. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LikePageDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    likeMovie: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same key and request get the first answer again, with `Idempotency-Replayed: true`, and the work is done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You liked it before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LikedDto"];
                };
            };
            /** @description Liked. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LikedDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Idempotency key reused, or Request in progress */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    unlikeMovie: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You do not like it (any more). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LikedDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listOwnLikes: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of movies. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LikedMoviePageDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listComments: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
                /** @description Latest first, or `created_at` for oldest first. */
                ordering?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of comments. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentPageDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    createComment: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same key and request get the first answer again, with `Idempotency-Replayed: true`, and the work is done once. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCommentDto"];
            };
        };
        responses: {
            /** @description The comment. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Idempotency key reused, or Request in progress */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getComment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The comment. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    deleteComment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    updateComment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateCommentDto"];
            };
        };
        responses: {
            /** @description The comment as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentDto"];
                };
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported media type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listReplies: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
                /** @description Latest first, or `created_at` for oldest first. */
                ordering?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of comments. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentPageDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listOwnComments: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
                /** @description Latest first, or `created_at` for oldest first. */
                ordering?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of comments. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentPageDto"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    healthLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveDto"];
                };
            };
            /** @description Invalid input */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    healthReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All is there. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadyDto"];
                };
            };
            /** @description Invalid input */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    index: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of answers that the client has: such a one is 304. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The links. */
            200: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IndexDto"];
                    "text/html": string;
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    /**
                     * @description Names this very answer (RFC 9110, 8.8.3).
                     * @example "1.3-9f86d081884c7d65"
                     */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Invalid input, or Malformed request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                    "text/html": string;
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                    "text/html": string;
                };
            };
            /** @description Not acceptable */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                    "text/html": string;
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                    "text/html": string;
                };
            };
            /** @description Internal error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                    "text/html": string;
                };
            };
            /** @description Service unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                    "text/html": string;
                };
            };
        };
    };
}
