@NullMarked
package dev.limpid.spark;

import org.jspecify.annotations.NullMarked;
