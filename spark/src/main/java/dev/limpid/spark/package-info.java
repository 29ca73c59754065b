/**
 * The cluster job: restores the pictures of a list on the executors of Apache Spark, each as {@code limpid restore} does, and writes tables
 * of results and failures.
 */
@NullMarked
package dev.limpid.spark;

import org.jspecify.annotations.NullMarked;
