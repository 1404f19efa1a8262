# syntax=docker/dockerfile:1
# docker build -t kith:1.0.0 --build-arg VERSION=1.0.0 --build-arg BUILT=2030-01-31 .
# The same source, VERSION and BUILT make the same program, whoever builds it.

# The page.
FROM node:20-slim AS page
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY frontend ./
RUN npm run build

# The program, with the page inside.
FROM golang:1.26 AS program
ENV CGO_ENABLED=0 GOFLAGS="-trimpath -buildvcs=false -mod=readonly"
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download && go mod verify
COPY cmd ./cmd
COPY internal ./internal
COPY migrations ./migrations
COPY frontend/embed.go ./frontend/
COPY --from=page /src/frontend/dist ./frontend/dist
ARG VERSION=dev
# The day of the build decides which versions a perpetual licence covers; today when it is not given.
ARG BUILT
RUN go build -ldflags "-s -w -buildid= -X main.version=${VERSION} -X main.built=${BUILT:-$(date -u +%F)}" -o /kith ./cmd/kith

# What runs: the program, certificates and time zones, as nobody in particular, with nothing to log in to. It writes to no
# place but KITH_FILES, if that is a folder: run it with --read-only.
FROM gcr.io/distroless/static-debian12:nonroot
ARG VERSION=dev
LABEL org.opencontainers.image.title="Kith" org.opencontainers.image.version="${VERSION}"
COPY --from=program /kith /kith
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["/kith", "health"]
ENTRYPOINT ["/kith"]
CMD ["serve"]
