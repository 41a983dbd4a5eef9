using TransferLab.MLNet.Networks;

namespace TransferLab.MLNet.Tests.Networks;

public class ResultMemoryTests
{
    [Fact]
    public async Task Who_works_ahead_passes_over_what_somebody_is_at()
    {
        var memory = new ResultMemory(1000);
        using ManualResetEventSlim begun = new(), go = new();
        float[] Slowly()
        {
            begun.Set();
            go.Wait(TestContext.Current.CancellationToken);
            return [1];
        }
        var first = Task.Run(() => memory.Get(Key(1), Slowly), TestContext.Current.CancellationToken);
        begun.Wait(TestContext.Current.CancellationToken);
        // It would wait for ever, were it to wait.
        memory.Prepare(Key(1), () => throw new InvalidOperationException("somebody is at it"));
        memory.Prepare(Key(2), () => [2]);
        Assert.Equal([2], memory.Get(Key(2), () => throw new InvalidOperationException("it is prepared")));
        go.Set();
        var result = await first;
        Assert.Equal([1], result);
    }

    [Fact]
    public void What_could_not_be_prepared_is_tried_again_by_who_needs_it()
    {
        var memory = new ResultMemory(1000);
        Assert.Throws<InvalidDataException>(() => memory.Prepare(Key(1), () => throw new InvalidDataException("no image")));
        Assert.Equal([3], memory.Get(Key(1), () => [3]));
        Assert.Equal(1, memory.Count);
    }

    [Fact]
    public void The_oldest_results_go_when_there_are_too_many()
    {
        var memory = new ResultMemory(10);
        for (var i = 0; i < 5; i++)
            memory.Get(Key(i), () => new float[4]);
        Assert.Equal(2, memory.Count);
        var computed = false;
        memory.Get(Key(0), () =>
        {
            computed = true;
            return new float[4];
        });
        Assert.True(computed);
    }

    private static ImageKey Key(int i) => ImageKey.OfBytes([(byte)i]);
}
