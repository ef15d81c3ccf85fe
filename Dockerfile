FROM python:3.11-slim

# Static files belong to the image: on the data volume an older image's would stay for ever.
ENV STATIC_ROOT=/app/staticfiles PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
RUN useradd --create-home --uid 1000 app
# What reports as PDF are set in; the last for candidates who write Chinese, Japanese or Korean.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-liberation fonts-dejavu-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY --chown=app:app . .
RUN mkdir -p /app/var /app/staticfiles && chown app:app /app/var /app/staticfiles
USER app
# The manifest of static files needs no secret of the deployment, only some secret.
RUN DEBUG=off SECRET_KEY=only-for-collecting-static-files-at-build-time ALLOWED_HOSTS=build REDIS_URL=redis://none \
    python manage.py collectstatic --noinput --skip-checks
EXPOSE 8000
CMD ["daphne", "-v", "0", "-b", "0.0.0.0", "-p", "8000", "interviewer.asgi:application"]
