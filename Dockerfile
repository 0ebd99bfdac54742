# syntax=docker/dockerfile:1
# For a reproducible image give the base by digest: --build-arg PYTHON_IMAGE=python:3.13-slim@sha256:...
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
# --build-arg FLAIR=1 brings the extra flair, for flair's own models: torch, above all.
ARG FLAIR=""
# --build-arg BULK=1 brings the extras bulk and ray, for `dateline bulk`.
ARG BULK=""
# Where torch's CPU build comes from, if it is wanted; the default index gives the one that brings gigabytes of CUDA.
ARG TORCH_INDEX=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PATH=/opt/dateline/bin:$PATH
RUN python -m venv /opt/dateline && python -m venv /opt/build
WORKDIR /src
# What it depends on first: it changes less often than the code. Files with other hashes than these are refused.
COPY deploy/requirements.txt deploy/requirements-build.txt ./deploy/
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install --require-hashes --requirement deploy/requirements.txt \
    && /opt/build/bin/pip install --require-hashes --requirement deploy/requirements-build.txt
COPY pyproject.toml constraints.txt ./
COPY deploy/requirements.py ./deploy/
# By version and not by hash, for the builds of torch differ from index to index. torch by itself and first, so that
# nothing else brings another build of it.
RUN --mount=type=cache,target=/root/.cache/pip \
    if [ -n "${FLAIR}" ]; then \
    PIP_INDEX_URL="${TORCH_INDEX}" pip install torch==2.13.0 \
    && python deploy/requirements.py flair > flair.txt \
    && pip install --constraint constraints.txt --requirement flair.txt; \
    fi
# By version, too: few images have these.
RUN --mount=type=cache,target=/root/.cache/pip \
    if [ -n "${BULK}" ]; then \
    python deploy/requirements.py bulk ray > bulk.txt \
    && pip install --constraint constraints.txt --requirement bulk.txt; \
    fi
COPY README.md LICENSE NOTICE ./
COPY service ./service
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/build/bin/pip wheel --no-build-isolation --no-deps --wheel-dir /wheels . \
    && pip install --no-index --no-deps /wheels/*.whl \
    && python -m compileall -q /opt/dateline \
    && dateline gazetteer build --output /opt/gazetteer.sqlite

FROM ${PYTHON_IMAGE}
COPY --from=build /opt/gazetteer.sqlite /opt/gazetteer.sqlite
COPY --from=build /opt/dateline /opt/dateline
# It starts with DATELINE_TLS_CERTIFICATE and DATELINE_TLS_KEY, or with DATELINE_INSECURE=true, the operator's word that
# plain text may travel. Without either it refuses and says so. The health port answers health alone, in plain text.
ENV PATH=/opt/dateline/bin:$PATH \
    HOME=/tmp \
    HF_HUB_OFFLINE=1 \
    PYTHONUNBUFFERED=1 \
    DATELINE_GAZETTEER=/opt/gazetteer.sqlite \
    DATELINE_HOST=0.0.0.0 \
    DATELINE_HEALTH_PORT=50052 \
    DATELINE_METRICS_HOST=0.0.0.0 \
    DATELINE_METRICS_PORT=9464 \
    DATELINE_DRAIN_DELAY_SECONDS=5
USER 10001:10001
# 8080 is for JSON over HTTP and the page, where DATELINE_HTTP_PORT=8080 and DATELINE_HTTP_HOST=0.0.0.0 open it.
EXPOSE 50051 8080 9464
HEALTHCHECK --start-period=120s CMD ["dateline", "health"]
ENTRYPOINT ["dateline"]
CMD ["serve"]
