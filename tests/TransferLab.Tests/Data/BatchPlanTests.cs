using TransferLab.Data;

namespace TransferLab.Tests.Data;

public sealed class BatchPlanTests
{
    [Fact]
    public void Batches_cover_every_sample_once_and_none_is_tiny()
    {
        for (var count = 0; count < 70; count++)
            for (var size = 1; size < 20; size++)
            {
                var plan = new BatchPlan(count, size);
                var next = 0;
                for (var b = 0; b < plan.Batches; b++)
                {
                    var range = plan[b];
                    Assert.Equal(next, range.Start.Value);
                    var length = range.End.Value - next;
                    Assert.InRange(length, 1, size);
                    if (plan.Batches > 1)
                        Assert.True(length * 2 >= size, $"{count} samples in batches of {size}: batch {b} has {length}");
                    next = range.End.Value;
                }
                Assert.Equal(count, next);
                Assert.Equal(Enumerable.Range(0, plan.Batches).Max(b => (int?)plan[b].GetOffsetAndLength(count).Length) ?? 0, plan.LargestBatch);
            }
    }

    [Fact]
    public void A_batch_outside_the_plan_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new BatchPlan(10, 5)[2]);
}
