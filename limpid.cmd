@echo off
rem Starts Limpid, and builds it first where that has not been done since the sources changed.
rem JAVA_HOME is honoured; LIMPID_JAVA_OPTIONS are passed on to java.
setlocal
set "ROOT=%~dp0"
set "ROOT=%ROOT:~0,-1%"

if defined JAVA_HOME (set "JAVA=%JAVA_HOME%\bin\java.exe") else (set "JAVA=java.exe")
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
    echo limpid: Java 17 or newer is needed, and there is none; install a JDK or set JAVA_HOME 1>&2
    exit /b 1
)
for /f "tokens=3" %%v in ('""%JAVA%" -version 2>&1" ^| findstr /c:" version "') do set "VERSION=%%~v"
for /f "delims=." %%m in ("%VERSION%") do set "MAJOR=%%m"
if %MAJOR% LSS 17 (
    echo limpid: Java 17 or newer is needed, and %JAVA% is version %MAJOR% 1>&2
    exit /b 1
)

rem "limpid bench" is a program of its own.
set "MODULE=cli"
set ARGUMENTS=%*
if not "%~1"=="bench" goto program
set "MODULE=bench"
set "ARGUMENTS="
for /f "tokens=1,*" %%a in ("%*") do set ARGUMENTS=%%b
:program
set "JAR=%ROOT%\%MODULE%\target\limpid-%MODULE%.jar"
set "LIBRARIES=%ROOT%\target\lib"
set "LOG=%ROOT%\target\limpid-build.log"

if not exist "%JAR%" goto build
if not exist "%LIBRARIES%" goto build
powershell -NoProfile -Command "$built = (Get-Item -LiteralPath $env:JAR).LastWriteTimeUtc; $sources = 'pom.xml', 'core\pom.xml', 'core\src\main', ($env:MODULE + '\pom.xml'), ($env:MODULE + '\src\main') | ForEach-Object { Join-Path $env:ROOT $_ }; if (Get-ChildItem -LiteralPath $sources -Recurse | Where-Object { $_.LastWriteTimeUtc -gt $built }) { exit 1 }"
if errorlevel 1 goto build
goto start

:build
if not exist "%ROOT%\target" mkdir "%ROOT%\target" 2>nul
2>nul (type nul > "%LOG%") || goto readonly
echo Building Limpid (about a minute) ... 1>&2
set "CUDA="
if exist "%LIBRARIES%\pytorch-*-gpu.jar" set "CUDA=-Pcuda"
pushd "%ROOT%"
call mvnw.cmd -B -Dmaven.test.skip -Djacoco.skip %CUDA% -pl %MODULE% -am package > "%LOG%" 2>&1
set "BUILT=%errorlevel%"
popd
if not "%BUILT%"=="0" (
    echo limpid: the build failed; its log is %LOG% and ends with: 1>&2
    powershell -NoProfile -Command "Get-Content -LiteralPath $env:LOG -Tail 15" 1>&2
    exit /b 1
)
goto start

rem Another user's installation, or one whose log another build is writing.
:readonly
if not exist "%JAR%" goto unbuilt
if not exist "%LIBRARIES%" goto unbuilt
echo limpid: its sources are newer than the build, which is started as it is, because %LOG% cannot be written to 1>&2
goto start
:unbuilt
echo limpid: Limpid must be built first, and %LOG% cannot be written to; let the owner of %ROOT% start it once 1>&2
exit /b 1

:start
rem The server decodes uploads while it restores; its heap grows to that only where pictures need it.
set "HEAP=512m"
if "%~1"=="serve" set "HEAP=2g"
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=passive"
"%JAVA%" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xms16m -Xmx%HEAP% -XX:MaxNewSize=48m --enable-native-access=ALL-UNNAMED -Djava.awt.headless=true -Djdk.console=java.base "-Dlimpid.command=%~0" "-Dlimpid.root=%ROOT%" %LIMPID_JAVA_OPTIONS% -jar "%JAR%" %ARGUMENTS%
exit /b %errorlevel%
