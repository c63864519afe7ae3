# syntax=docker/dockerfile:1

# Compiles the source; what is only for development stays in this stage.
FROM node:24-alpine AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

# What the program needs at run time, and nothing else.
FROM node:24-alpine AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force

# `docker compose --profile sandbox up`: the whole source with its development dependencies.
# Debian, because the embedded PostgreSQL is built for glibc.
FROM node:24-slim AS sandbox
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN chown -R node:node /app
USER node
EXPOSE 4000
CMD ["node", "bin/drawbridge.js", "sandbox", "--port", "4000", "--host", "0.0.0.0"]

FROM node:24-alpine AS run
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY bin ./bin
# A start: WORKFLOWS_DIR names the folder that is used.
COPY workflows ./workflows
USER node
ENTRYPOINT ["node", "bin/drawbridge.js"]
CMD ["serve"]
