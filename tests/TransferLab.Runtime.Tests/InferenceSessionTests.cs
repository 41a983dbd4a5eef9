namespace TransferLab.Runtime.Tests;

public class InferenceSessionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_computes_the_graph_for_any_size_of_a_dynamic_dimension(int batch)
    {
        using var session = new InferenceSession(Models.Affine());
        var pixels = Enumerable.Range(0, batch * 3).Select(i => (float)i).ToArray();
        using var x = OrtValue.From<float>(pixels, batch, 3);
        using var b = OrtValue.From<float>([10, 20, 30], 3);
        using var y = Assert.Single(session.Run(Models.Feeds(("x", x), ("b", b)), ["y"], TestContext.Current.CancellationToken));
        Assert.Equal([batch, 3], y.Dims);
        Assert.Equal(pixels.Select((p, i) => (2 * p) + (10 * ((i % 3) + 1))), y.Span<float>().ToArray());
    }

    [Fact]
    public void Run_returns_values_in_the_order_of_the_fetches()
    {
        using var session = new InferenceSession(Models.Affine());
        using var x = OrtValue.From<float>([1, 2, 3], 1, 3);
        using var b = OrtValue.From<float>([1, 1, 1], 3);
        var values = session.Run(Models.Feeds(("b", b), ("x", x)), ["doubled", "y"], TestContext.Current.CancellationToken);
        Assert.Equal([2f, 4, 6], values[0].Span<float>().ToArray());
        Assert.Equal([3f, 5, 7], values[1].Span<float>().ToArray());
        foreach (var v in values)
            v.Dispose();
    }

    [Fact]
    public void Inputs_outputs_and_metadata_are_described()
    {
        using var session = new InferenceSession(Models.Affine());
        Assert.Equal(["x: Float [N,3]", "b: Float [3]"], session.Inputs.Select(i => i.ToString()));
        Assert.Equal(["y", "doubled"], session.Outputs.Select(o => o.Name));
        Assert.Equal([-1, 3], session.Inputs[0].Dims);
        Assert.Equal(["N", null], session.Inputs[0].Symbols);
        Assert.Equal("tests – ünïcode", session.Metadata["made by"]);
    }
}
