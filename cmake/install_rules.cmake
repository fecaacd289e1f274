# Installation, the exported package, and the Debian package.
