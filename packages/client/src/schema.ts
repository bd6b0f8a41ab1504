// Made from openapi.json by npm run generate.

export interface paths {
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
         * @description Creates an account and signs it in. One address makes at most 100 accounts an hour, unless the server says otherwise: `RateLimit` tells where it stands.
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
        /**
         * Read your account
         * @description With the e-mail address, which nobody else sees.
         */
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
    "/users/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what everyone may know of a user
         * @description The name, since when, and how much they have done.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        delete?: never;
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
        /**
         * List the movies of a genre
         * @description Newest first, unless `ordering` says otherwise.
         */
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
        /**
         * Read a movie
         * @description With `liked_by_me` for whoever is signed in.
         */
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
    "/me/movies/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the movies that you created
         * @description Newest first, unless `ordering` says otherwise.
         */
        get: operations["listOwnMovies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
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
         * @description Any case, diacritics or none, words in any order, of which the last may be unfinished, small typing errors, the year behind the title. Exact titles first, then those that begin with the words, then the rest by likes. Where no title has all words, those that share the rarest of them come, most shared first.
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
         * @description Titles that begin with what is typed so far, popular ones first; then titles that have its words; where there are none, titles that may have been meant, or that share words.
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
         * @description The movies with likes and comments of the last seven days, the hottest first, 1,000 at most. A comment or reply weighs two likes; every weight halves with each day. May be a minute old; a deleted movie never shows.
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
        /**
         * Is the process alive
         * @description Looks at nothing else: what does not answer is to be started again.
         */
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
    "/metrics/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What Prometheus scrapes
         * @description The process, its requests, its connections to the database, and the mails that wait, in Prometheus' text format 0.0.4. For clients on the machine itself, with `METRICS_TOKEN` as bearer token, or for everyone with `METRICS=public`; to others the address does not exist (404). 503 where one of several processes on this port does not tell its part.
         */
        get: operations["readMetrics"];
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
        Register: {
            /**
             * @description How others see you. Unique without regard to case; names such as `admin` are reserved.
             * @example ada
             */
            username: string;
            /**
             * Format: email
             * @description Where confirmations go; nobody else sees it. Unique without regard to case; the domain is kept in its ASCII form.
             * @example ada@example.org
             */
            email: string;
            /**
             * Format: password
             * @description Neither the username, nor the e-mail address, nor a short pattern repeated, nor one of the commonest.
             * @example correct horse battery staple
             */
            password: string;
        };
        OwnUser: {
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
        SignedIn: {
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
            /** @description Who is signed in. */
            user: components["schemas"]["OwnUser"];
        };
        Login: {
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
        Message: {
            /**
             * @description For people to read.
             * @example You are logged out.
             */
            message: string;
        };
        UpdateAccount: {
            /**
             * @description How others see you. Unique without regard to case; names such as `admin` are reserved.
             * @example ada
             */
            username?: string;
            /**
             * Format: email
             * @description Where confirmations go; nobody else sees it. Unique without regard to case; the domain is kept in its ASCII form.
             * @example ada@example.org
             */
            email?: string;
            /**
             * Format: password
             * @description Neither the username, nor the e-mail address, nor a short pattern repeated, nor one of the commonest.
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
        DeleteAccount: {
            /**
             * Format: password
             * @description The password as it is now.
             * @example correct horse battery staple
             */
            current_password: string;
        };
        ForgotPassword: {
            /**
             * Format: email
             * @description Where confirmations go; nobody else sees it. Unique without regard to case; the domain is kept in its ASCII form.
             * @example ada@example.org
             */
            email: string;
        };
        ResetPassword: {
            /**
             * Format: password
             * @description Neither the username, nor the e-mail address, nor a short pattern repeated, nor one of the commonest.
             * @example correct horse battery staple
             */
            password: string;
            /**
             * @description From the mail. It works once.
             * @example mJ0xUe2bDq3n8W1cVZk5s7yHfT9aR4pL6oXgE0iKdQw
             */
            token: string;
        };
        Session: {
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
            /**
             * @description What the client called itself when it signed in.
             * @example curl/8.5.0
             */
            user_agent: string | null;
            /**
             * @description Whether it is the one that asks.
             * @example true
             */
            current: boolean;
        };
        SessionPage: {
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
            /**
             * @description The `cursor` of the next slice, to go on later; `null` on the last. Only with `cursor`.
             * @example null
             */
            next_cursor?: string | null;
            /** @description The rows of this page. An answer has 2 MiB at most: where its rows would have more, those that take more than their share have at most 300 characters of `description` or `text`, the last one `…`, and the first three names of `cast`. The object itself always has all. */
            results: components["schemas"]["Session"][];
        };
        Profile: {
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
        PublicUser: {
            /** @example 1 */
            id: number;
            /** @example ada */
            username: string;
        };
        Movie: {
            /** @example 1 */
            id: number;
            /** @example The Godfather */
            title: string;
            /**
             * @description The title in its own language.
             * @example null
             */
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
            /** @description `null` for imported movies and for those of deleted accounts. */
            creator: components["schemas"]["PublicUser"] | null;
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
             * Format: uri
             * @description Its address in this API.
             * @example http://127.0.0.1:8000/movies/1/
             */
            url: string;
        };
        MoviePage: {
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
            /**
             * @description The `cursor` of the next slice, to go on later; `null` on the last. Only with `cursor`.
             * @example null
             */
            next_cursor?: string | null;
            /** @description The rows of this page. An answer has 2 MiB at most: where its rows would have more, those that take more than their share have at most 300 characters of `description` or `text`, the last one `…`, and the first three names of `cast`. The object itself always has all. */
            results: components["schemas"]["Movie"][];
        };
        CreateMovie: {
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
             * @description Genres; a new name creates a genre. Matched without regard to case.
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
        UpdateMovie: {
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
             * @description Genres; a new name creates a genre. Matched without regard to case.
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
        NumberedMoviePage: {
            /**
             * @description Rows in the whole list.
             * @example 1
             */
            count: number;
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
            /** @description The rows of this page. An answer has 2 MiB at most: where its rows would have more, those that take more than their share have at most 300 characters of `description` or `text`, the last one `…`, and the first three names of `cast`. The object itself always has all. */
            results: components["schemas"]["Movie"][];
        };
        Suggestion: {
            /** @example 1 */
            id: number;
            /** @example The Godfather */
            title: string;
            /** @example 1972 */
            year: number | null;
        };
        Suggestions: {
            /** @description Best first. */
            results: components["schemas"]["Suggestion"][];
        };
        Genre: {
            /** @example Drama */
            name: string;
            /**
             * @description Exact. 0 for a genre that no movie has any more.
             * @example 1
             */
            movie_count: number;
        };
        GenrePage: {
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
            /**
             * @description The `cursor` of the next slice, to go on later; `null` on the last. Only with `cursor`.
             * @example null
             */
            next_cursor?: string | null;
            /** @description The rows of this page. An answer has 2 MiB at most: where its rows would have more, those that take more than their share have at most 300 characters of `description` or `text`, the last one `…`, and the first three names of `cast`. The object itself always has all. */
            results: components["schemas"]["Genre"][];
        };
        Liker: {
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
        LikePage: {
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
            /**
             * @description The `cursor` of the next slice, to go on later; `null` on the last. Only with `cursor`.
             * @example null
             */
            next_cursor?: string | null;
            /** @description The rows of this page. An answer has 2 MiB at most: where its rows would have more, those that take more than their share have at most 300 characters of `description` or `text`, the last one `…`, and the first three names of `cast`. The object itself always has all. */
            results: components["schemas"]["Liker"][];
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
        Liked: {
            /** @example 1 */
            movie_id: number;
            /** @example 1 */
            like_count: number;
            /** @example true */
            liked: boolean;
        };
        LikedMovie: {
            /** @example 1 */
            id: number;
            /** @example The Godfather */
            title: string;
            /**
             * @description The title in its own language.
             * @example null
             */
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
            /** @description `null` for imported movies and for those of deleted accounts. */
            creator: components["schemas"]["PublicUser"] | null;
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
             * Format: uri
             * @description Its address in this API.
             * @example http://127.0.0.1:8000/movies/1/
             */
            url: string;
            /**
             * Format: date-time
             * @example 2026-11-22T15:34:00.000Z
             */
            liked_at: string;
        };
        LikedMoviePage: {
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
            /**
             * @description The `cursor` of the next slice, to go on later; `null` on the last. Only with `cursor`.
             * @example null
             */
            next_cursor?: string | null;
            /** @description The rows of this page. An answer has 2 MiB at most: where its rows would have more, those that take more than their share have at most 300 characters of `description` or `text`, the last one `…`, and the first three names of `cast`. The object itself always has all. */
            results: components["schemas"]["LikedMovie"][];
        };
        Comment: {
            /** @example 1 */
            id: number;
            /** @example 1 */
            movie_id: number;
            /** @description `null` for a deleted comment that has replies, and after its author. */
            author: components["schemas"]["PublicUser"] | null;
            /**
             * @description `null` for a deleted comment that has replies.
             * @example An offer nobody refuses.
             */
            text: string | null;
            /**
             * @description The comment that it answers; `null` for one that answers none.
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
             * @description `null` until it is edited.
             * @example null
             */
            edited_at: string | null;
        };
        CommentPage: {
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
            /**
             * @description The `cursor` of the next slice, to go on later; `null` on the last. Only with `cursor`.
             * @example null
             */
            next_cursor?: string | null;
            /** @description The rows of this page. An answer has 2 MiB at most: where its rows would have more, those that take more than their share have at most 300 characters of `description` or `text`, the last one `…`, and the first three names of `cast`. The object itself always has all. */
            results: components["schemas"]["Comment"][];
        };
        CreateComment: {
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
        UpdateComment: {
            /**
             * @description What you say.
             * @example An offer nobody refuses.
             */
            text: string;
        };
        Live: {
            /**
             * @example up
             * @enum {string}
             */
            status: "up";
        };
        Checks: {
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
        Ready: {
            /**
             * @example up
             * @enum {string}
             */
            status: "up";
            checks: components["schemas"]["Checks"];
        };
        Links: {
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
             * @description The reference: the same document, to read.
             * @example http://127.0.0.1:8000/docs/
             */
            docs: string;
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
        Index: {
            /** @example Movie API */
            name: string;
            /**
             * @description The release that answers.
             * @example 0.1.0
             */
            version: string;
            links: components["schemas"]["Links"];
        };
        FieldError: {
            /**
             * @description The field, nested ones as `cast.3`.
             * @example title
             */
            field: string;
            /**
             * @description What is wrong with it.
             * @example is required
             */
            message: string;
        };
        Problem: {
            /**
             * Format: uri
             * @description The kind of problem; the address answers with a page about it.
             * @example http://127.0.0.1:8000/problems/invalid-input/
             */
            type: string;
            /**
             * @description The kind of problem, in words.
             * @example Invalid input
             */
            title: string;
            /**
             * @description The status of the answer.
             * @example 400
             */
            status: number;
            /**
             * @description What happened this time.
             * @example title is required.
             */
            detail: string;
            /**
             * @description The path of the request, as it came.
             * @example /movies/
             */
            instance: string;
            /**
             * @description As in the header `X-Request-Id`: name it when you report a fault.
             * @example f3b6c1d8-5a2e-4f0b-9c71-1f0f3c2a7e55
             */
            request_id: string;
            /** @description One for each field or parameter that is wrong, with some 400 and 409; `detail` says how many more there are. */
            errors?: components["schemas"]["FieldError"][];
        };
    };
    responses: {
        /** @description Request timeout, or URI too long, or Expectation failed, or Request header fields too large */
        BeforeRouting: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControlWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Conflict */
        Conflict: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Conflict, or Idempotency key reused, or Request in progress */
        ConflictOrIdempotencyKeyReusedOrRequestInProgress: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Retry-After": components["headers"]["RetryAfterWhereGiven"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Forbidden */
        Forbidden: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Idempotency key reused, or Request in progress */
        IdempotencyKeyReusedOrRequestInProgress: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Retry-After": components["headers"]["RetryAfterWhereGiven"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Internal error */
        InternalError: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Internal error */
        InternalErrorUncounted: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Invalid input, or Malformed request */
        InvalidInputOrMalformedRequest: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControlWhereGiven"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Invalid input, or Malformed request */
        InvalidInputOrMalformedRequestUncounted: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControlWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not acceptable */
        NotAcceptable: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not acceptable */
        NotAcceptableUncounted: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not found */
        NotFound: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not found */
        NotFoundUncounted: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Payload too large */
        PayloadTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Precondition failed */
        PreconditionFailed: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Service unavailable */
        ServiceUnavailable: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Retry-After": components["headers"]["RetryAfter"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Service unavailable */
        ServiceUnavailableUncounted: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests */
        TooManyRequests: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Retry-After": components["headers"]["RetryAfter"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unauthorized */
        Unauthorized: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "WWW-Authenticate": components["headers"]["WWWAuthenticate"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unsupported media type */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["XRequestId"];
                "Cache-Control": components["headers"]["CacheControl"];
                "Accept-Encoding": components["headers"]["AcceptEncodingWhereGiven"];
                RateLimit: components["headers"]["RateLimitWhereGiven"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /**
         * @description The content codings that a body may have: none. There where one had another.
         * @example identity
         */
        AcceptEncodingWhereGiven: "identity";
        /**
         * @description `private, no-cache` for what has an entity tag: keep it, and ask whether it is still good; shared caches may keep what is only `no-cache`. `no-store` for errors, and for every answer about an account.
         * @example private, no-cache
         */
        CacheControl: "private, no-cache" | "no-cache" | "no-store";
        /**
         * @description `private, no-cache` for what has an entity tag: keep it, and ask whether it is still good; shared caches may keep what is only `no-cache`. `no-store` for errors, and for every answer about an account.
         * @example private, no-cache
         */
        CacheControlWhereGiven: "private, no-cache" | "no-cache" | "no-store";
        /**
         * @description Names this very answer (RFC 9110, 8.8.3), for `If-None-Match`; that of a movie also for `If-Match`.
         * @example "1.3-9f86d081884c7d65"
         */
        ETag: string;
        /**
         * @description There where this is the first answer again: nothing was done a second time.
         * @example true
         */
        IdempotencyReplayedWhereGiven: "true";
        /**
         * @description The same links as `next` and `previous`, with `rel="next"` and `rel="prev"` (RFC 8288). Not there on the only page.
         * @example <http://127.0.0.1:8000/movies/?page=2>; rel="next"
         */
        LinkWhereGiven: string;
        /**
         * @description The address of what was created; with 303, of the page to look at.
         * @example http://127.0.0.1:8000/movies/1/
         */
        Location: string;
        /**
         * @description How many (`q`) in how many seconds (`w`) a client address has of each limit in `RateLimit`.
         * @example "default";q=300;w=60
         */
        RateLimitPolicyWhereGiven: string;
        /**
         * @description What is left of each limit (`r`), and seconds until all is there again (`t`): of requests (`default`) and, at `POST /register/`, of new accounts (`sign-up`). A limit that is turned off is left out.
         * @example "default";r=299;t=42
         */
        RateLimitWhereGiven: string;
        /**
         * @description Seconds after which to try again.
         * @example 2
         */
        RetryAfter: number;
        /**
         * @description Seconds after which to try again.
         * @example 2
         */
        RetryAfterWhereGiven: number;
        /**
         * @description The challenge of RFC 6750; `error="invalid_token"` where a token was sent.
         * @example Bearer realm="movie-api"
         */
        WWWAuthenticate: string;
        /**
         * @description Names this exchange in the log: the one that was sent, where that was a valid one.
         * @example f3b6c1d8-5a2e-4f0b-9c71-1f0f3c2a7e55
         */
        XRequestId: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "ada",
                 *       "email": "ada@example.org",
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["Register"];
            };
        };
        responses: {
            /** @description The account, and a token for it. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Welcome, ada.",
                     *       "token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
                     *       "expires_at": "2026-11-29T15:34:00.000Z",
                     *       "user": {
                     *         "id": 1,
                     *         "username": "ada",
                     *         "email": "ada@example.org",
                     *         "role": "user",
                     *         "created_at": "2026-11-22T15:34:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
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
                /**
                 * @example {
                 *       "username": "ada",
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description A token. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Welcome, ada.",
                     *       "token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
                     *       "expires_at": "2026-11-29T15:34:00.000Z",
                     *       "user": {
                     *         "id": 1,
                     *         "username": "ada",
                     *         "email": "ada@example.org",
                     *         "role": "user",
                     *         "created_at": "2026-11-22T15:34:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same key and request get the first answer again, with `Idempotency-Replayed: true`, and the work is done once. An answer of more than 4 KiB is not kept: it shows what was made as it is by then, or is 404 if that is gone. A user has at most 10,000 keys in 24 hours; a new one beyond is 429. */
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayedWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "You are logged out."
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["IdempotencyKeyReusedOrRequestInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    logoutAll: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same key and request get the first answer again, with `Idempotency-Replayed: true`, and the work is done once. An answer of more than 4 KiB is not kept: it shows what was made as it is by then, or is 404 if that is gone. A user has at most 10,000 keys in 24 hours; a new one beyond is 429. */
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayedWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "You are logged out everywhere."
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["IdempotencyKeyReusedOrRequestInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "username": "ada",
                     *       "email": "ada@example.org",
                     *       "role": "user",
                     *       "created_at": "2026-11-22T15:34:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["OwnUser"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
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
                /**
                 * @example {
                 *       "current_password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["DeleteAccount"];
            };
        };
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
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
                /**
                 * @example {
                 *       "email": "ada@example.com",
                 *       "current_password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateAccount"];
            };
        };
        responses: {
            /** @description You, as you are now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "username": "ada",
                     *       "email": "ada@example.com",
                     *       "role": "user",
                     *       "created_at": "2026-11-22T15:34:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["OwnUser"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
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
                /**
                 * @example {
                 *       "email": "ada@example.org"
                 *     }
                 */
                "application/json": components["schemas"]["ForgotPassword"];
            };
        };
        responses: {
            /** @description A mail is sent if there is an account. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "If an account has this address, a mail is on its way."
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
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
                /**
                 * @example {
                 *       "token": "mJ0xUe2bDq3n8W1cVZk5s7yHfT9aR4pL6oXgE0iKdQw",
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["ResetPassword"];
            };
        };
        responses: {
            /** @description The password is changed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Your password is changed. Sign in with the new one."
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 2,
                     *       "next": null,
                     *       "previous": null,
                     *       "results": [
                     *         {
                     *           "id": 3,
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "last_used_at": "2026-11-22T15:40:00.000Z",
                     *           "user_agent": "curl/8.5.0",
                     *           "current": false
                     *         },
                     *         {
                     *           "id": 1,
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "last_used_at": "2026-11-22T15:40:00.000Z",
                     *           "user_agent": "curl/8.5.0",
                     *           "current": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the session. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the user. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "username": "grace",
                     *       "created_at": "2026-11-22T15:34:00.000Z",
                     *       "movie_count": 0,
                     *       "like_count": 2,
                     *       "comment_count": 2
                     *     }
                     */
                    "application/json": components["schemas"]["Profile"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    listMovies: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
                /** @description Titles that contain this, in any case, diacritics or none. */
                title?: string;
                /** @description One name; several with commas: all of them; several with `|`: any of them; the two mixed are 400. Without regard to case. */
                genre?: string;
                /** @description The year of release. */
                year?: number;
                /** @description That year or later. */
                year_min?: number;
                /** @description That year or earlier. */
                year_max?: number;
                /** @description The language spoken: ISO 639-1. */
                language?: string;
                /** @description Movies that this user created. */
                creator?: number;
                /** @description Movies that this user likes. */
                liked_by?: number;
                /** @description IMDb's id. */
                imdb_id?: string;
                /** @description These movies, at most 100, all on one page unless `page_size` says otherwise, in this order unless `ordering` does. */
                ids?: string;
                /** @description Sort keys separated by commas, `-` for descending. Absent values come last either way, ties are broken by id. */
                ordering?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoviePage"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    createMovie: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same key and request get the first answer again, with `Idempotency-Replayed: true`, and the work is done once. An answer of more than 4 KiB is not kept: it shows what was made as it is by then, or is 404 if that is gone. A user has at most 10,000 keys in 24 hours; a new one beyond is 429. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "The Godfather",
                 *       "description": "The ageing head of a crime family hands his empire to a son who never wanted it.",
                 *       "genres": [
                 *         "Crime",
                 *         "Drama"
                 *       ],
                 *       "release_date": "1972-03-24",
                 *       "runtime_minutes": 175,
                 *       "language": "en",
                 *       "director": "Francis Ford Coppola",
                 *       "cast": [
                 *         "Marlon Brando",
                 *         "Al Pacino"
                 *       ],
                 *       "poster_url": "https://example.org/godfather.jpg"
                 *     }
                 */
                "application/json": components["schemas"]["CreateMovie"];
            };
        };
        responses: {
            /** @description The movie; `Location` has its address. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["CacheControlWhereGiven"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayedWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "title": "The Godfather",
                     *       "original_title": null,
                     *       "description": "The ageing head of a crime family hands his empire to a son who never wanted it.",
                     *       "genres": [
                     *         "Crime",
                     *         "Drama"
                     *       ],
                     *       "year": 1972,
                     *       "release_date": "1972-03-24",
                     *       "runtime_minutes": 175,
                     *       "language": "en",
                     *       "director": "Francis Ford Coppola",
                     *       "cast": [
                     *         "Marlon Brando",
                     *         "Al Pacino"
                     *       ],
                     *       "poster_url": "https://example.org/godfather.jpg",
                     *       "imdb_id": null,
                     *       "created_at": "2026-11-22T15:34:00.000Z",
                     *       "updated_at": "2026-11-22T15:34:00.000Z",
                     *       "creator": {
                     *         "id": 1,
                     *         "username": "ada"
                     *       },
                     *       "like_count": 0,
                     *       "comment_count": 0,
                     *       "liked_by_me": false,
                     *       "url": "http://127.0.0.1:8000/movies/1/"
                     *     }
                     */
                    "application/json": components["schemas"]["Movie"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["ConflictOrIdempotencyKeyReusedOrRequestInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    listMoviesByGenre: {
        parameters: {
            query: {
                /** @description Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
                /**
                 * @description One name; several with commas: all of them; several with `|`: any of them; the two mixed are 400. Without regard to case.
                 * @example Drama
                 */
                genre: string;
                /** @description Sort keys separated by commas, `-` for descending. Absent values come last either way, ties are broken by id. */
                ordering?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 1,
                     *       "next": null,
                     *       "previous": null,
                     *       "results": [
                     *         {
                     *           "id": 1,
                     *           "title": "The Godfather",
                     *           "original_title": null,
                     *           "description": "The ageing head of a crime family hands his empire to a son who never wanted it.",
                     *           "genres": [
                     *             "Crime",
                     *             "Drama"
                     *           ],
                     *           "year": 1972,
                     *           "release_date": "1972-03-24",
                     *           "runtime_minutes": 175,
                     *           "language": "en",
                     *           "director": "Francis Ford Coppola",
                     *           "cast": [
                     *             "Marlon Brando",
                     *             "Al Pacino"
                     *           ],
                     *           "poster_url": "https://example.org/godfather.jpg",
                     *           "imdb_id": "tt0068646",
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "updated_at": "2026-11-22T15:40:00.000Z",
                     *           "creator": {
                     *             "id": 1,
                     *             "username": "ada"
                     *           },
                     *           "like_count": 1,
                     *           "comment_count": 2,
                     *           "liked_by_me": null,
                     *           "url": "http://127.0.0.1:8000/movies/1/"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MoviePage"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    getMovie: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The id of the movie. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The movie. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Movie"];
                };
            };
            /** @description A client that prefers `text/html`, as browsers do, is sent to a page instead. */
            303: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    deleteMovie: {
        parameters: {
            query?: never;
            header?: {
                /** @description The entity tag of what is to be changed, or `*`: 412 if it was edited since. */
                "If-Match"?: string;
            };
            path: {
                /**
                 * @description The id of the movie. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    updateMovie: {
        parameters: {
            query?: never;
            header?: {
                /** @description The entity tag of what is to be changed, or `*`: 412 if it was edited since. */
                "If-Match"?: string;
            };
            path: {
                /**
                 * @description The id of the movie. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "runtime_minutes": 177
                 *     }
                 */
                "application/json": components["schemas"]["UpdateMovie"];
            };
        };
        responses: {
            /** @description The movie as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "title": "The Godfather",
                     *       "original_title": null,
                     *       "description": "The ageing head of a crime family hands his empire to a son who never wanted it.",
                     *       "genres": [
                     *         "Crime",
                     *         "Drama"
                     *       ],
                     *       "year": 1972,
                     *       "release_date": "1972-03-24",
                     *       "runtime_minutes": 177,
                     *       "language": "en",
                     *       "director": "Francis Ford Coppola",
                     *       "cast": [
                     *         "Marlon Brando",
                     *         "Al Pacino"
                     *       ],
                     *       "poster_url": "https://example.org/godfather.jpg",
                     *       "imdb_id": "tt0068646",
                     *       "created_at": "2026-11-22T15:34:00.000Z",
                     *       "updated_at": "2026-11-22T15:40:00.000Z",
                     *       "creator": {
                     *         "id": 1,
                     *         "username": "ada"
                     *       },
                     *       "like_count": 1,
                     *       "comment_count": 2,
                     *       "liked_by_me": false,
                     *       "url": "http://127.0.0.1:8000/movies/1/"
                     *     }
                     */
                    "application/json": components["schemas"]["Movie"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    listOwnMovies: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
                /** @description Sort keys separated by commas, `-` for descending. Absent values come last either way, ties are broken by id. */
                ordering?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 2,
                     *       "next": null,
                     *       "previous": null,
                     *       "results": [
                     *         {
                     *           "id": 2,
                     *           "title": "Amélie",
                     *           "original_title": "Le Fabuleux Destin d'Amélie Poulain",
                     *           "description": null,
                     *           "genres": [
                     *             "Comedy",
                     *             "Drama"
                     *           ],
                     *           "year": 2001,
                     *           "release_date": null,
                     *           "runtime_minutes": null,
                     *           "language": "fr",
                     *           "director": null,
                     *           "cast": [],
                     *           "poster_url": null,
                     *           "imdb_id": null,
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "updated_at": "2026-11-22T15:34:00.000Z",
                     *           "creator": {
                     *             "id": 1,
                     *             "username": "ada"
                     *           },
                     *           "like_count": 1,
                     *           "comment_count": 0,
                     *           "liked_by_me": false,
                     *           "url": "http://127.0.0.1:8000/movies/2/"
                     *         },
                     *         {
                     *           "id": 1,
                     *           "title": "The Godfather",
                     *           "original_title": null,
                     *           "description": "The ageing head of a crime family hands his empire to a son who never wanted it.",
                     *           "genres": [
                     *             "Crime",
                     *             "Drama"
                     *           ],
                     *           "year": 1972,
                     *           "release_date": "1972-03-24",
                     *           "runtime_minutes": 175,
                     *           "language": "en",
                     *           "director": "Francis Ford Coppola",
                     *           "cast": [
                     *             "Marlon Brando",
                     *             "Al Pacino"
                     *           ],
                     *           "poster_url": "https://example.org/godfather.jpg",
                     *           "imdb_id": "tt0068646",
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "updated_at": "2026-11-22T15:40:00.000Z",
                     *           "creator": {
                     *             "id": 1,
                     *             "username": "ada"
                     *           },
                     *           "like_count": 1,
                     *           "comment_count": 2,
                     *           "liked_by_me": false,
                     *           "url": "http://127.0.0.1:8000/movies/1/"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MoviePage"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    searchMovies: {
        parameters: {
            query: {
                /** @description Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /**
                 * @description What to look for. Nothing in it is an operator.
                 * @example godfahter
                 */
                title: string;
                /** @description One name; several with commas: all of them; several with `|`: any of them; the two mixed are 400. Without regard to case. */
                genre?: string;
                /** @description The year of release. */
                year?: number;
                /** @description That year or later. */
                year_min?: number;
                /** @description That year or earlier. */
                year_max?: number;
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 1,
                     *       "next": null,
                     *       "previous": null,
                     *       "results": [
                     *         {
                     *           "id": 1,
                     *           "title": "The Godfather",
                     *           "original_title": null,
                     *           "description": "The ageing head of a crime family hands his empire to a son who never wanted it.",
                     *           "genres": [
                     *             "Crime",
                     *             "Drama"
                     *           ],
                     *           "year": 1972,
                     *           "release_date": "1972-03-24",
                     *           "runtime_minutes": 175,
                     *           "language": "en",
                     *           "director": "Francis Ford Coppola",
                     *           "cast": [
                     *             "Marlon Brando",
                     *             "Al Pacino"
                     *           ],
                     *           "poster_url": "https://example.org/godfather.jpg",
                     *           "imdb_id": "tt0068646",
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "updated_at": "2026-11-22T15:40:00.000Z",
                     *           "creator": {
                     *             "id": 1,
                     *             "username": "ada"
                     *           },
                     *           "like_count": 1,
                     *           "comment_count": 2,
                     *           "liked_by_me": null,
                     *           "url": "http://127.0.0.1:8000/movies/1/"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NumberedMoviePage"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    suggestMovies: {
        parameters: {
            query: {
                /**
                 * @description What is typed so far. Nothing in it is an operator.
                 * @example godf
                 */
                title: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "id": 1,
                     *           "title": "The Godfather",
                     *           "year": 1972
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Suggestions"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    listGenres: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 3,
                     *       "next": null,
                     *       "previous": null,
                     *       "results": [
                     *         {
                     *           "name": "Drama",
                     *           "movie_count": 2
                     *         },
                     *         {
                     *           "name": "Comedy",
                     *           "movie_count": 1
                     *         },
                     *         {
                     *           "name": "Crime",
                     *           "movie_count": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["GenrePage"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    listTrendingMovies: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 2,
                     *       "next": null,
                     *       "previous": null,
                     *       "results": [
                     *         {
                     *           "id": 1,
                     *           "title": "The Godfather",
                     *           "original_title": null,
                     *           "description": "The ageing head of a crime family hands his empire to a son who never wanted it.",
                     *           "genres": [
                     *             "Crime",
                     *             "Drama"
                     *           ],
                     *           "year": 1972,
                     *           "release_date": "1972-03-24",
                     *           "runtime_minutes": 175,
                     *           "language": "en",
                     *           "director": "Francis Ford Coppola",
                     *           "cast": [
                     *             "Marlon Brando",
                     *             "Al Pacino"
                     *           ],
                     *           "poster_url": "https://example.org/godfather.jpg",
                     *           "imdb_id": "tt0068646",
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "updated_at": "2026-11-22T15:40:00.000Z",
                     *           "creator": {
                     *             "id": 1,
                     *             "username": "ada"
                     *           },
                     *           "like_count": 1,
                     *           "comment_count": 2,
                     *           "liked_by_me": null,
                     *           "url": "http://127.0.0.1:8000/movies/1/"
                     *         },
                     *         {
                     *           "id": 2,
                     *           "title": "Amélie",
                     *           "original_title": "Le Fabuleux Destin d'Amélie Poulain",
                     *           "description": null,
                     *           "genres": [
                     *             "Comedy",
                     *             "Drama"
                     *           ],
                     *           "year": 2001,
                     *           "release_date": null,
                     *           "runtime_minutes": null,
                     *           "language": "fr",
                     *           "director": null,
                     *           "cast": [],
                     *           "poster_url": null,
                     *           "imdb_id": null,
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "updated_at": "2026-11-22T15:34:00.000Z",
                     *           "creator": {
                     *             "id": 1,
                     *             "username": "ada"
                     *           },
                     *           "like_count": 1,
                     *           "comment_count": 0,
                     *           "liked_by_me": null,
                     *           "url": "http://127.0.0.1:8000/movies/2/"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NumberedMoviePage"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    listSimilarMovies: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The id of the movie. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of movies. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 1,
                     *       "next": null,
                     *       "previous": null,
                     *       "results": [
                     *         {
                     *           "id": 2,
                     *           "title": "Amélie",
                     *           "original_title": "Le Fabuleux Destin d'Amélie Poulain",
                     *           "description": null,
                     *           "genres": [
                     *             "Comedy",
                     *             "Drama"
                     *           ],
                     *           "year": 2001,
                     *           "release_date": null,
                     *           "runtime_minutes": null,
                     *           "language": "fr",
                     *           "director": null,
                     *           "cast": [],
                     *           "poster_url": null,
                     *           "imdb_id": null,
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "updated_at": "2026-11-22T15:34:00.000Z",
                     *           "creator": {
                     *             "id": 1,
                     *             "username": "ada"
                     *           },
                     *           "like_count": 1,
                     *           "comment_count": 0,
                     *           "liked_by_me": null,
                     *           "url": "http://127.0.0.1:8000/movies/2/"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NumberedMoviePage"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    listLikes: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The id of the movie. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of users. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 1,
                     *       "next": null,
                     *       "previous": null,
                     *       "results": [
                     *         {
                     *           "id": 2,
                     *           "username": "grace",
                     *           "liked_at": "2026-11-22T15:40:00.000Z"
                     *         }
                     *       ],
                     *       "like_count": 1,
                     *       "liked_by_me": true
                     *     }
                     */
                    "application/json": components["schemas"]["LikePage"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    likeMovie: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same key and request get the first answer again, with `Idempotency-Replayed: true`, and the work is done once. An answer of more than 4 KiB is not kept: it shows what was made as it is by then, or is 404 if that is gone. A user has at most 10,000 keys in 24 hours; a new one beyond is 429. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The id of the movie. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You liked it before. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayedWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "movie_id": 1,
                     *       "like_count": 1,
                     *       "liked": true
                     *     }
                     */
                    "application/json": components["schemas"]["Liked"];
                };
            };
            /** @description Liked. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayedWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "movie_id": 1,
                     *       "like_count": 1,
                     *       "liked": true
                     *     }
                     */
                    "application/json": components["schemas"]["Liked"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["IdempotencyKeyReusedOrRequestInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    unlikeMovie: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the movie. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You do not like it (any more). */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "movie_id": 1,
                     *       "like_count": 0,
                     *       "liked": false
                     *     }
                     */
                    "application/json": components["schemas"]["Liked"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    listOwnLikes: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 2,
                     *       "next": null,
                     *       "previous": null,
                     *       "results": [
                     *         {
                     *           "id": 2,
                     *           "title": "Amélie",
                     *           "original_title": "Le Fabuleux Destin d'Amélie Poulain",
                     *           "description": null,
                     *           "genres": [
                     *             "Comedy",
                     *             "Drama"
                     *           ],
                     *           "year": 2001,
                     *           "release_date": null,
                     *           "runtime_minutes": null,
                     *           "language": "fr",
                     *           "director": null,
                     *           "cast": [],
                     *           "poster_url": null,
                     *           "imdb_id": null,
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "updated_at": "2026-11-22T15:34:00.000Z",
                     *           "creator": {
                     *             "id": 1,
                     *             "username": "ada"
                     *           },
                     *           "like_count": 1,
                     *           "comment_count": 0,
                     *           "liked_by_me": true,
                     *           "url": "http://127.0.0.1:8000/movies/2/",
                     *           "liked_at": "2026-11-22T15:40:00.000Z"
                     *         },
                     *         {
                     *           "id": 1,
                     *           "title": "The Godfather",
                     *           "original_title": null,
                     *           "description": "The ageing head of a crime family hands his empire to a son who never wanted it.",
                     *           "genres": [
                     *             "Crime",
                     *             "Drama"
                     *           ],
                     *           "year": 1972,
                     *           "release_date": "1972-03-24",
                     *           "runtime_minutes": 175,
                     *           "language": "en",
                     *           "director": "Francis Ford Coppola",
                     *           "cast": [
                     *             "Marlon Brando",
                     *             "Al Pacino"
                     *           ],
                     *           "poster_url": "https://example.org/godfather.jpg",
                     *           "imdb_id": "tt0068646",
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "updated_at": "2026-11-22T15:40:00.000Z",
                     *           "creator": {
                     *             "id": 1,
                     *             "username": "ada"
                     *           },
                     *           "like_count": 1,
                     *           "comment_count": 2,
                     *           "liked_by_me": true,
                     *           "url": "http://127.0.0.1:8000/movies/1/",
                     *           "liked_at": "2026-11-22T15:40:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["LikedMoviePage"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    listComments: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
                /** @description Latest first, or `created_at` for oldest first. */
                ordering?: "-created_at" | "created_at";
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The id of the movie. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of comments. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 1,
                     *       "next": null,
                     *       "previous": null,
                     *       "results": [
                     *         {
                     *           "id": 1,
                     *           "movie_id": 1,
                     *           "author": {
                     *             "id": 2,
                     *             "username": "grace"
                     *           },
                     *           "text": "An offer nobody refuses.",
                     *           "parent_id": null,
                     *           "reply_count": 1,
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "edited_at": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CommentPage"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    createComment: {
        parameters: {
            query?: never;
            header?: {
                /** @description For 24 hours the same key and request get the first answer again, with `Idempotency-Replayed: true`, and the work is done once. An answer of more than 4 KiB is not kept: it shows what was made as it is by then, or is 404 if that is gone. A user has at most 10,000 keys in 24 hours; a new one beyond is 429. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The id of the movie. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateComment"];
            };
        };
        responses: {
            /** @description The comment. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayedWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["IdempotencyKeyReusedOrRequestInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    getComment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The id of the comment. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The comment. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    deleteComment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the comment. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    updateComment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the comment. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "An offer that nobody refuses."
                 *     }
                 */
                "application/json": components["schemas"]["UpdateComment"];
            };
        };
        responses: {
            /** @description The comment as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "movie_id": 1,
                     *       "author": {
                     *         "id": 2,
                     *         "username": "grace"
                     *       },
                     *       "text": "An offer that nobody refuses.",
                     *       "parent_id": null,
                     *       "reply_count": 1,
                     *       "created_at": "2026-11-22T15:34:00.000Z",
                     *       "edited_at": "2026-11-22T15:40:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Comment"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    listReplies: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
                /** @description Latest first, or `created_at` for oldest first. */
                ordering?: "-created_at" | "created_at";
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The id of the comment. What cannot be one is simply not found.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of comments. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 1,
                     *       "next": null,
                     *       "previous": null,
                     *       "results": [
                     *         {
                     *           "id": 2,
                     *           "movie_id": 1,
                     *           "author": {
                     *             "id": 2,
                     *             "username": "grace"
                     *           },
                     *           "text": "Least of all a horse.",
                     *           "parent_id": 1,
                     *           "reply_count": 0,
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "edited_at": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CommentPage"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    listOwnComments: {
        parameters: {
            query?: {
                /** @description Which page, from 1. A page past the last is 404. Numbers reach the first 100,000 rows; `next` of the last such page leads on by `cursor`. */
                page?: number;
                /** @description Rows a page. */
                page_size?: number;
                /** @description Instead of `page`: empty to begin, then as `next` and `previous` have it. The walk misses and repeats no row, however far it goes and whatever comes and goes meanwhile; `count` is `null`. */
                cursor?: string;
                /** @description Latest first, or `created_at` for oldest first. */
                ordering?: "-created_at" | "created_at";
            };
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 2,
                     *       "next": null,
                     *       "previous": null,
                     *       "results": [
                     *         {
                     *           "id": 2,
                     *           "movie_id": 1,
                     *           "author": {
                     *             "id": 2,
                     *             "username": "grace"
                     *           },
                     *           "text": "Least of all a horse.",
                     *           "parent_id": 1,
                     *           "reply_count": 0,
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "edited_at": null
                     *         },
                     *         {
                     *           "id": 1,
                     *           "movie_id": 1,
                     *           "author": {
                     *             "id": 2,
                     *             "username": "grace"
                     *           },
                     *           "text": "An offer nobody refuses.",
                     *           "parent_id": null,
                     *           "reply_count": 1,
                     *           "created_at": "2026-11-22T15:34:00.000Z",
                     *           "edited_at": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CommentPage"];
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    Link: components["headers"]["LinkWhereGiven"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "up"
                     *     }
                     */
                    "application/json": components["schemas"]["Live"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequestUncounted"];
            406: components["responses"]["NotAcceptableUncounted"];
            500: components["responses"]["InternalErrorUncounted"];
            default: components["responses"]["BeforeRouting"];
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "up",
                     *       "checks": {
                     *         "database": "up",
                     *         "migrations": "up",
                     *         "queue": "up"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Ready"];
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequestUncounted"];
            406: components["responses"]["NotAcceptableUncounted"];
            500: components["responses"]["InternalErrorUncounted"];
            503: components["responses"]["ServiceUnavailableUncounted"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    readMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All metrics. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # HELP movie_api_processes Processes that serve on this port.
                     *     # TYPE movie_api_processes gauge
                     *     movie_api_processes 1
                     */
                    "text/plain": string;
                };
            };
            400: components["responses"]["InvalidInputOrMalformedRequestUncounted"];
            404: components["responses"]["NotFoundUncounted"];
            406: components["responses"]["NotAcceptableUncounted"];
            500: components["responses"]["InternalErrorUncounted"];
            503: components["responses"]["ServiceUnavailableUncounted"];
            default: components["responses"]["BeforeRouting"];
        };
    };
    index: {
        parameters: {
            query?: never;
            header?: {
                /** @description Entity tags of answers that the client has, or `*`: such a one is 304. */
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
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Movie API",
                     *       "version": "0.1.0",
                     *       "links": {
                     *         "movies": "http://127.0.0.1:8000/movies/",
                     *         "search": "http://127.0.0.1:8000/movies/search/{?title,genre,year,year_min,year_max,page,page_size}",
                     *         "suggest": "http://127.0.0.1:8000/movies/suggest/{?title}",
                     *         "genres": "http://127.0.0.1:8000/genres/",
                     *         "trending": "http://127.0.0.1:8000/movies/trending/",
                     *         "register": "http://127.0.0.1:8000/register/",
                     *         "login": "http://127.0.0.1:8000/login/",
                     *         "me": "http://127.0.0.1:8000/me/",
                     *         "openapi": "http://127.0.0.1:8000/openapi.json",
                     *         "swagger": "http://127.0.0.1:8000/swagger/",
                     *         "docs": "http://127.0.0.1:8000/docs/",
                     *         "problems": "http://127.0.0.1:8000/problems/",
                     *         "health": "http://127.0.0.1:8000/health/ready/"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Index"];
                    "text/html": string;
                };
            };
            /** @description The client has it already. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["XRequestId"];
                    RateLimit: components["headers"]["RateLimitWhereGiven"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicyWhereGiven"];
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["CacheControl"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidInputOrMalformedRequest"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
            default: components["responses"]["BeforeRouting"];
        };
    };
}
