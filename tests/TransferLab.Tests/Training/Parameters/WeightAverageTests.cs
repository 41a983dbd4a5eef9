using TransferLab.Training.Parameters;

namespace TransferLab.Tests.Training.Parameters;

public class WeightAverageTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public void The_average_follows_its_formula_in_double_precision(double decay)
    {
        var random = new Random(2);
        float[] weights = [.. Enumerable.Range(0, 53).Select(_ => random.NextSingle())];
        double[] expected = [.. weights.Select(w => (double)w)];
        var average = new WeightAverage(decay, weights);
        for (var step = 0; step < 200; step++)
        {
            var d = Math.Min(decay, (1.0 + step) / (10.0 + step));
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] += (random.NextSingle() - 0.5f) * 0.1f;
                expected[i] = d * expected[i] + (1 - d) * weights[i];
            }
            average.Update(weights, step);
        }
        for (var i = 0; i < weights.Length; i++)
            Assert.Equal(expected[i], average.Values[i], 1e-5);
    }

    [Fact]
    public void Weights_that_stand_still_are_their_own_average_and_the_bits_do_not_depend_on_where_an_element_lies()
    {
        var average = new WeightAverage(0.99, [0.1f, 0.1f, 0.1f]);
        average.Update([0.1f, 0.1f, 0.1f], 5);
        Assert.Equal([0.1f, 0.1f, 0.1f], average.Values);

        var (start, next) = (Enumerable.Repeat(0.3f, 37).ToArray(), Enumerable.Repeat(0.7f, 37).ToArray());
        var many = new WeightAverage(0.9, start);
        many.Update(next, 3);
        Assert.Single(many.Values.ToArray().Distinct());
    }

    [Fact]
    public void In_place_of_the_weights_it_is_seen_and_afterwards_both_are_back_even_after_an_error()
    {
        float[] weights = [3, 4];
        var average = new WeightAverage(0.9, [1, 2]);
        Assert.Equal([1f, 2f], average.InPlaceOf(weights, () => weights.ToArray()));
        Assert.Throws<InvalidOperationException>(() => average.InPlaceOf<int>(weights, () => throw new InvalidOperationException()));
        Assert.Equal([3f, 4f], weights);
        Assert.Equal([1f, 2f], average.Values);
    }
}
