# Two stages: the first builds the environment from the lock, the second carries only what runs.
FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /app/.venv && /app/.venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY setup.cfg pyproject.toml README.md LICENSE wsgi.py ./
COPY civic civic
COPY migrations migrations
COPY translations translations
RUN /app/.venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation -e . \
    && for po in translations/*/LC_MESSAGES/messages.po; do \
         /app/.venv/bin/pybabel -q compile -i "$po" -o "${po%.po}.mo"; done

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /app civic && mkdir /data && chown civic /data
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 CIVIC_HOME=/data CIVIC_HOST=0.0.0.0 PORT=8000
USER civic
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
# Brings the tables up to date, then serves pages and jobs.
CMD ["civic", "serve", "--upgrade"]
