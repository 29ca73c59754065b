package dev.limpid.bench;

import java.util.List;

/**
 * The times of an iteration's operations, as its process reports them.
 *
 * @param wallMillis of an iteration, a mean
 * @param operations by their names and the shapes of their operands
 */
record ProfileResult(double wallMillis, List<OperationTime> operations) {
    ProfileResult {
        operations = List.copyOf(operations);
    }

    double millis(OperationTime.Kind kind) {
        return operations.stream()
                .filter(one -> one.kind() == kind)
                .mapToDouble(OperationTime::millis)
                .sum();
    }

    double calls(OperationTime.Kind kind) {
        return operations.stream()
                .filter(one -> one.kind() == kind)
                .mapToDouble(OperationTime::calls)
                .sum();
    }

    /** The time that no operation takes. */
    double otherMillis() {
        return wallMillis
                - operations.stream().mapToDouble(OperationTime::millis).sum();
    }
}
