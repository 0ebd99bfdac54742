# syntax=docker/dockerfile:1
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
# Where torch's CPU build comes from, if not from the default index: its default build brings gigabytes of CUDA.
ARG TORCH_INDEX=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/dateline
ENV PATH=/opt/dateline/bin:$PATH
RUN PIP_INDEX_URL="${TORCH_INDEX}" pip install torch==2.13.0
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY service ./service
RUN pip install --constraint constraints.txt ".[server]" \
    && python -m compileall -q /opt/dateline \
    && dateline gazetteer build --output /opt/gazetteer.sqlite

FROM ${PYTHON_IMAGE}
COPY --from=build /opt/gazetteer.sqlite /opt/gazetteer.sqlite
COPY --from=build /opt/dateline /opt/dateline
# The address is the container's own; publish the port only where plain text may travel, or put TLS in front.
ENV PATH=/opt/dateline/bin:$PATH \
    HOME=/tmp \
    HF_HUB_OFFLINE=1 \
    PYTHONUNBUFFERED=1 \
    DATELINE_GAZETTEER=/opt/gazetteer.sqlite \
    DATELINE_HOST=0.0.0.0 \
    DATELINE_INSECURE=true \
    DATELINE_DRAIN_DELAY_SECONDS=5
USER 10001:10001
EXPOSE 50051
HEALTHCHECK --start-period=120s CMD ["dateline", "health"]
ENTRYPOINT ["dateline"]
CMD ["serve"]
