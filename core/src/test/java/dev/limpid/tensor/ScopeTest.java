package dev.limpid.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ScopeTest {
    @Test
    void aTensorSaysThatItsScopeHasClosed() {
        Tensor tensor;
        try (var scope = Scope.open()) {
            tensor = Tensor.ones(2, 3);
        }

        assertThatThrownBy(tensor::sum)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor used after its Scope closed; keep() it before the scope ends");
        assertThat(tensor).hasToString("Tensor(closed)");
    }

    @Test
    void anOperandThatIsClosedIsNoNativeError() {
        try (var outer = Scope.open()) {
            Tensor closed;
            try (var inner = Scope.open()) {
                closed = Tensor.ones(2);
            }
            Tensor open = Tensor.ones(2);

            assertThatThrownBy(() -> open.add(closed)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whatIsKeptBelongsToTheEnclosingScope() {
        Tensor kept;
        try (var outer = Scope.open()) {
            try (var inner = Scope.open()) {
                kept = inner.keep(Tensor.full(3, 2));
            }
            assertThat(kept.toFloats()).containsExactly(3, 3);
        }
        assertThat(kept.isClosed()).isTrue();
    }

    @Test
    void whatTheOutermostScopeKeepsLivesOn() {
        Tensor kept;
        try (var scope = Scope.open()) {
            kept = scope.keep(Tensor.full(3, 2));
        }
        assertThat(kept.toFloats()).containsExactly(3, 3);
        kept.release();
        assertThat(kept.isClosed()).isTrue();
    }

    @Test
    @SuppressWarnings("MustBeClosedChecker")
    void scopesCloseFromTheInnermostOutwards() {
        Scope outer = Scope.open();
        Scope inner = Scope.open();
        Tensor tensor = Tensor.ones(1);

        assertThatThrownBy(outer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("scope closed while an inner scope is still open, or closed twice");
        assertThat(tensor.isClosed()).isFalse();

        inner.close();
        assertThatThrownBy(inner::close).isInstanceOf(IllegalStateException.class);
        outer.close();
        assertThat(Scope.innermost()).isNull();
    }

    @Test
    void aScopeIsClosedByTheThreadThatOpenedIt() throws InterruptedException {
        var failure = new AtomicReference<Throwable>();
        try (var scope = Scope.open()) {
            var other = new Thread(() -> failure.set(closing(scope)), "other");
            other.start();
            other.join();
        }

        assertThat(failure.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("scope closed by thread other but opened by "
                        + Thread.currentThread().getName());
    }

    private static Throwable closing(Scope scope) {
        try {
            scope.close();
        } catch (IllegalStateException e) {
            return e;
        }
        throw new AssertionError("closed on another thread");
    }

    @Test
    void threadsHaveScopesOfTheirOwn() throws InterruptedException {
        var sum = new AtomicReference<Double>();
        try (var scope = Scope.open()) {
            Tensor shared = Tensor.ones(4);
            var worker = new Thread(() -> {
                try (var own = Scope.open()) {
                    sum.set(shared.sum().item());
                }
            });
            worker.start();
            worker.join();

            assertThat(sum.get()).isEqualTo(4);
            assertThat(shared.isClosed()).isFalse();
        }
    }

    @Test
    void theGraphOutlivesTheHandlesOfItsScope() {
        try (var outer = Scope.open()) {
            Tensor x = Tensor.of(new float[] {2, 3}, 2).variable();
            Tensor loss;
            try (var inner = Scope.open()) {
                loss = inner.keep(x.square().mul(x).sum());
            }

            assertThat(Gradients.of(loss, x)[0].toFloats()).containsExactly(12, 27);
        }
    }

    @Test
    void aTensorChangedInItsOwnMemoryOutlivesTheScopeThatChangedIt() {
        try (var off = Gradients.off();
                var outer = Scope.open()) {
            List<UnaryOperator<Tensor>> changes = List.of(
                    Functional::relu,
                    x -> Functional.accumulate(x, Tensor.full(1, 64, 64)),
                    x -> Functional.groupNormSilu(x, 1, Tensor.full(1, 64), Tensor.full(0, 64), 1e-5));
            for (UnaryOperator<Tensor> change : changes) {
                Tensor x = Scope.tidy(() -> change.apply(Tensor.full(2, 64, 64)));
                Tensor reused = Tensor.full(-7, 64, 64);

                assertThat(x.min().item()).isGreaterThanOrEqualTo(0);
                assertThat(reused.max().item()).isEqualTo(-7);
            }
        }
    }
}
