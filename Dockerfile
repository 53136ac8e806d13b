# The command line in an image: docker run --rm -v "$PWD:/work:ro" tenet
FROM node:24.11-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm install --ignore-scripts
COPY . .
RUN node scripts/build.mjs

FROM node:24.11-slim
LABEL org.opencontainers.image.licenses=MIT org.opencontainers.image.title=tenet owner=tenet
COPY --from=build /src/dist /opt/tenet
USER node
WORKDIR /work
ENTRYPOINT ["node", "/opt/tenet/cli.js"]
CMD ["check"]
