# only a comment

FROM
RUN <<EOF
never closed
FOO bar
RUN ["a", "b
ENV
ENV A=${
RUN echo "open && x
LABEL "a b"=c d
USER $X:${Y:-g}
EXPOSE 80/tcp 20-25 $P
CMD []
RUN a \