# One image for web, worker and beat: packages and assets are made in the first stage, and only what runs is in the second.
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv .venv && .venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.lock
COPY package.json package-lock.json .npmrc ./
COPY setup setup
COPY static static
RUN python -m venv /node && /node/bin/python -m pip install --no-cache-dir --require-hashes -r setup/node.lock \
    && PYTHONPATH="$(/node/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
       .venv/bin/python setup/assets.py \
    && rm -rf node_modules
COPY . .
RUN .venv/bin/python setup/messages.py compile \
    && DATA_DIR=/tmp/build STATIC_ROOT=/app/collected MANIFEST_STATIC=1 \
       .venv/bin/python manage.py collectstatic --no-input --ignore fonts

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --home-dir /data --create-home bizdept
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONUTF8=1 \
    DATA_DIR=/data STATIC_ROOT=/app/collected MANIFEST_STATIC=1
USER bizdept
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "bizdept.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "8", "--no-control-socket"]
