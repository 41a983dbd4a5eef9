namespace TransferLab.Autodiff.Tests.Rewriting.Kernels;

/// <summary>What only constants and the batch flow into is taken over where Winograd's way gains, and left to the runtime elsewhere.</summary>
public class FrozenPartTests
{
    [Fact]
    public void Frozen_convolutions_of_3x3_are_taken()
    {
        var g = new KernelGraph();
        var y = g.Add("Relu", [g.Conv(g.Image(), 4)]);
        Assert.Equal("+ToChannelsLast +Conv +ToChannelsFirst", g.Out(y).Operators(weights: []));
    }

    [Fact]
    public void Frozen_pointwise_convolutions_are_left()
    {
        var g = new KernelGraph();
        var y = g.Add("Relu", [g.Conv(g.Image(), 4, kernel: 1)]);
        Assert.Equal("Conv Relu", g.Out(y).Operators(weights: []));
    }

    [Fact]
    public void What_trains_behind_a_part_that_is_left_is_taken()
    {
        var g = new KernelGraph();
        var frozen = g.Add("Relu", [g.Conv(g.Image(), 4, kernel: 1)]);
        var y = g.Add("Conv", [frozen, g.In("trained", batched: false, 5, 4, 1, 1)]);
        Assert.Equal("Conv Relu +ToChannelsLast +Conv +ToChannelsFirst", g.Out(y).Operators(weights: ["trained"]));
    }
}
