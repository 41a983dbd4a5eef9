using TransferLab.Data;
using TransferLab.Training.Steps;

namespace TransferLab.Tests.Training.Steps;

public class StepPlanTests
{
    [Fact]
    public void Steps_take_every_batch_and_every_image_exactly_once()
    {
        var random = new Random(3);
        for (var round = 0; round < 500; round++)
        {
            var (images, size, accumulate) = (random.Next(1, 300), random.Next(0, 40), random.Next(1, 9));
            var plan = new StepPlan(images, Options(size, size == FineTuneOptions.AllImages ? 1 : accumulate));
            var steps = Enumerable.Range(0, plan.Batches).GroupBy(plan.StepOf).ToList();
            Assert.Equal(plan.Steps, steps.Count);
            Assert.Equal(images, steps.Sum(s => plan.ImagesOfStep(s.First())));
            foreach (var step in steps)
            {
                Assert.Single(step.Select(plan.ImagesOfStep).Distinct());
                Assert.Equal([step.First()], step.Where(plan.IsFirst));
                Assert.Equal([step.Last()], step.Where(plan.IsLast));
                Assert.True(step.Count() <= plan.BatchesPerStep);
            }
        }
    }

    [Theory]
    [InlineData(10, 1, 10)]
    [InlineData(64, 1, 64)]
    [InlineData(65, 2, 33)]
    [InlineData(1000, 16, 64)]
    public void All_images_make_one_step_in_parts_of_at_most_64(int images, int batches, int largest)
    {
        var plan = new StepPlan(images, Options(FineTuneOptions.AllImages, 1));
        Assert.Equal((1, batches, largest), (plan.Steps, plan.Batches, plan.LargestBatch));
        Assert.Equal(images, plan.ImagesOfStep(0));
    }

    [Fact]
    public void A_step_of_one_batch_is_the_batch_plan_itself()
    {
        var (plan, batches) = (new StepPlan(37, Options(8, 1)), new BatchPlan(37, 8));
        Assert.Equal(batches.Batches, plan.Steps);
        Assert.Equal(batches.LargestBatch, plan.LargestBatch);
        for (var b = 0; b < plan.Batches; b++)
            Assert.Equal(batches[b].GetOffsetAndLength(37).Length, plan.ImagesOfStep(b));
    }

    private static FineTuneOptions Options(int size, int accumulate) => new() { Images = "i", Backbone = "b", Output = "o", BatchSize = size, Accumulate = accumulate };
}
