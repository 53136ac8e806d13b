# escape=`
FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
SHELL ["powershell", "-Command"]
RUN Invoke-WebRequest `
  -Uri https://example.com
COPY a C:\app\
ENV P="C:\x" Q=a` b
