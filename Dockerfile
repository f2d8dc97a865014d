# Restore, build and publish in one image, run in a smaller one.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig ./
# Project files first: packages are restored again only when these change.
COPY src/ModerationHub/ModerationHub.csproj src/ModerationHub/packages.lock.json src/ModerationHub/
COPY src/ModerationHub.Model/ModerationHub.Model.csproj src/ModerationHub.Model/packages.lock.json src/ModerationHub.Model/
COPY src/ModerationHub.Detection/ModerationHub.Detection.csproj src/ModerationHub.Detection/packages.lock.json src/ModerationHub.Detection/
COPY migrations/ModerationHub.Migrations.csproj migrations/packages.lock.json migrations/
RUN dotnet restore src/ModerationHub --locked-mode
COPY src src
COPY migrations migrations
RUN dotnet publish src/ModerationHub -c Release --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
# For the health check alone.
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
COPY --from=build /app .
USER $APP_UID
# The base image's own setting gives way to it, with a warning at each start unless it is empty.
ENV ASPNETCORE_URLS=http://0.0.0.0:8080 ASPNETCORE_HTTP_PORTS=
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD curl -fsS http://127.0.0.1:8080/health/ready
ENTRYPOINT ["./ModerationHub"]
CMD ["run"]
