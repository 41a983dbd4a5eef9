using TransferLab.Autodiff.Updates;

namespace TransferLab.Autodiff.Tests.Updates;

public class AccumulationGraphTests
{
    [Fact]
    public void A_sum_begins_with_nothing_of_what_was_there_and_goes_on_in_place()
    {
        const int length = 37;
        using var begin = new VectorRun(AccumulationGraph.Build(length, begins: true), _ => null);
        using var add = new VectorRun(AccumulationGraph.Build(length, begins: false), _ => AccumulationGraph.Sum);
        UpdateGraphTests.Fill(begin[AccumulationGraph.Values], 1);
        begin[AccumulationGraph.Next].Fill(float.NaN);
        begin[AccumulationGraph.Scale][0] = 0.25f;
        begin.Run();
        begin[AccumulationGraph.Next].CopyTo(add[AccumulationGraph.Sum]);
        UpdateGraphTests.Fill(add[AccumulationGraph.Values], 2);
        add[AccumulationGraph.Scale][0] = 0.75f;
        add.Run();
        for (var i = 0; i < length; i++)
            Assert.Equal(begin[AccumulationGraph.Values][i] * 0.25f + add[AccumulationGraph.Values][i] * 0.75f, add[AccumulationGraph.Sum][i], 1e-7f);
    }

    [Fact]
    public void The_sum_may_end_in_the_memory_of_what_was_added_last()
    {
        using var add = new VectorRun(AccumulationGraph.Build(37, begins: false), _ => AccumulationGraph.Values);
        UpdateGraphTests.Fill(add[AccumulationGraph.Values], 1);
        UpdateGraphTests.Fill(add[AccumulationGraph.Sum], 2);
        add[AccumulationGraph.Scale][0] = 0.5f;
        float[] expected = [.. add[AccumulationGraph.Values].ToArray().Zip(add[AccumulationGraph.Sum].ToArray(), (v, s) => s + 0.5f * v)];
        add.Run();
        Assert.Equal(expected, add[AccumulationGraph.Values].ToArray());
    }
}
