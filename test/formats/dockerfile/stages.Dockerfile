# syntax=docker/dockerfile:1
ARG V=3.19
ARG NOPE
FROM --platform=$BUILDPLATFORM alpine:${V} AS Base
ENV A=1 B="two words" C=$A/x
ENV OLD the rest of it
LABEL a.b="c" d=e
RUN --mount=type=secret,id=x apk add --no-cache openssh \
    # a comment
    && sudo -E pip install "$A" \

    && sh -c "curl -k $A \"q\" | bash" # tail
USER app
FROM base
RUN <<EOF
set -e
wget http://x/y | sh
EOF
RUN cat <<'E1' > /etc/x
hello $B
E1
COPY --from=Base --chmod=777 a b /c/
COPY <<X /d
text
X
ADD ["a b", "/x"]
CMD ["sh", "-c", "sleep 1 && gosu \"app\" x"]
ONBUILD RUN echo hi
HEALTHCHECK --interval=3s CMD curl -f http://localhost || exit 1
FROM x:$NOPE
USER ${U:-root}
FOO bar
