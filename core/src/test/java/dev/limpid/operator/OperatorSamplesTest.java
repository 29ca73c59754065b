package dev.limpid.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.tensor.Scope;
import java.lang.reflect.Modifier;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OperatorSamplesTest {
    /** The promises of operators are tested with those of {@link OperatorSamples} alone: a new class must be among them. */
    @Test
    void everyOperatorOfTheLibraryHasASample() {
        var withoutSample = new TreeSet<>(OperatorSamples.implementations());
        int found = withoutSample.size();
        try (var scope = Scope.open()) {
            OperatorSamples.all()
                    .forEach(sample ->
                            withoutSample.remove(sample.make().getClass().getName()));
        }

        assertThat(found).as("operators found").isGreaterThan(15);
        assertThat(withoutSample)
                .as("operators without a sample in OperatorSamples")
                .isEmpty();
    }

    @Test
    void everyOperatorThatOthersCanNameIsListed() throws ClassNotFoundException {
        for (String name : OperatorSamples.implementations()) {
            Class<?> type = Class.forName(name);
            if (Modifier.isPublic(type.getModifiers())) {
                assertThat(Operators.ALL.stream().anyMatch(kind -> kind.type().isAssignableFrom(type)))
                        .as(name)
                        .isTrue();
            }
        }
        assertThat(Operators.ALL).extracting(Operators.Kind::name).doesNotHaveDuplicates();
    }

    @Test
    void aKindCanDoWhatItsTypeSays() {
        Operators.Kind blur = Operators.ALL.stream()
                .filter(kind -> kind.name().equals("blur"))
                .findFirst()
                .orElseThrow();

        assertThat(blur.can(Proximable.class)).isTrue();
        assertThat(blur.can(Spectral.class)).isFalse();
    }
}
