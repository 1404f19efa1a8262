# syntax=docker/dockerfile:1

# The page.
FROM node:20-slim AS page
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY frontend ./
RUN npm run build

# The program, with the page inside.
FROM golang:1.26 AS program
ARG VERSION=dev
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd ./cmd
COPY internal ./internal
COPY migrations ./migrations
COPY frontend/embed.go ./frontend/
COPY --from=page /src/frontend/dist ./frontend/dist
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION} -X main.built=$(date -u +%F)" -o /kith ./cmd/kith

# What runs: the program, certificates and time zones, as nobody in particular, with nothing to log in to.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=program /kith /kith
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["/kith", "health"]
ENTRYPOINT ["/kith"]
CMD ["serve"]
