using TransferLab.Autodiff;
using TransferLab.Training.Parameters;
using TransferLab.Training.Steps;

namespace TransferLab.Tests.Training.Steps;

public class GradientAccumulatorTests
{
    [Theory]
    [InlineData(10, 3, 2)]
    [InlineData(23, 5, 4)]
    [InlineData(90, 0, 1)]
    public void The_average_weighs_each_batch_by_its_images(int images, int batchSize, int accumulate)
    {
        var plan = new StepPlan(images, new() { Images = "i", Backbone = "b", Output = "o", BatchSize = batchSize, Accumulate = accumulate });
        using var parameters = Store(37);
        var accumulator = new GradientAccumulator(plan, parameters);
        var random = new Random(5);
        var (expected, done, total) = (new double[37], 0, 0);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            for (var b = 0; b < plan.Batches; b++)
            {
                var count = random.Next(1, plan.LargestBatch + 1);
                count = plan.IsLast(b) ? plan.ImagesOfStep(b) - done : Math.Min(count, plan.ImagesOfStep(b) - done - 1);
                done += count;
                for (var i = 0; i < 37; i++)
                {
                    var g = parameters.Gradients.Span[i] = random.NextSingle() - 0.5f;
                    expected[i] += (double)g * count / plan.ImagesOfStep(b);
                }
                Assert.Equal(plan.IsLast(b), accumulator.Add(b, count));
                if (!plan.IsLast(b))
                    continue;
                for (var i = 0; i < 37; i++)
                    Assert.Equal(expected[i], parameters.Gradients.Span[i], 1e-6);
                (total, done) = (total + done, 0);
                Array.Clear(expected);
            }
        }
        Assert.Equal(2 * images, total);
    }

    [Fact]
    public void A_step_of_one_batch_changes_no_bit()
    {
        using var parameters = Store(5);
        parameters.Gradients.Span.Fill(1f / 3);
        Assert.True(new GradientAccumulator(new(7, new() { Images = "i", Backbone = "b", Output = "o", BatchSize = 4 }), parameters).Add(1, 3));
        Assert.All(parameters.Gradients.Span.ToArray(), g => Assert.Equal(1f / 3, g));
    }

    private static ParameterStore Store(int length) => new([new TrainableTensor("w", [length], "w_grad")]);
}
