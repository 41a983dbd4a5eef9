using TransferLab.Autodiff.Updates;

namespace TransferLab.Autodiff.Tests.Updates;

public class SquaredNormGraphTests
{
    [Fact]
    public void Long_and_short_slices_are_measured_to_single_precision()
    {
        VectorSlice[] slices = [new(0, 5), new(16, 1_000_000), new(1_000_016, 16), new(1_000_032, 33)];
        const int length = 1_000_080;
        using var run = new VectorRun(SquaredNormGraph.Build(slices, length), _ => null);
        var random = new Random(3);
        foreach (var slice in slices)
            for (var i = slice.Offset; i < slice.Offset + slice.Length; i++)
                run[SquaredNormGraph.Vector][(int)i] = 1 + (random.NextSingle() - 0.5f) / 10;
        run.Run();
        var squares = run.Doubles(SquaredNormGraph.Squares);
        for (var i = 0; i < slices.Length; i++)
        {
            var expected = run[SquaredNormGraph.Vector].Slice((int)slices[i].Offset, (int)slices[i].Length).ToArray().Sum(v => (double)v * v);
            Assert.InRange(squares[i] / expected, 1 - 2e-7, 1 + 2e-7);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_not_finite_shows_in_its_own_slice_alone(float bad)
    {
        using var run = new VectorRun(SquaredNormGraph.Build([new(0, 16), new(16, 20), new(48, 16)], 64), _ => null);
        run[SquaredNormGraph.Vector].Fill(1);
        run[SquaredNormGraph.Vector][17] = bad;
        run.Run();
        Assert.Equal([true, false, true], run.Doubles(SquaredNormGraph.Squares).Select(double.IsFinite));
    }

    [Fact]
    public void A_single_slice_needs_no_split()
    {
        using var run = new VectorRun(SquaredNormGraph.Build([new(0, 10)], 16), _ => null);
        run[SquaredNormGraph.Vector][..10].Fill(2);
        run.Run();
        Assert.Equal([40.0], run.Doubles(SquaredNormGraph.Squares));
    }

    [Fact]
    public void Slices_that_share_a_block_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SquaredNormGraph.Build([new(0, 5), new(8, 8)], 16));
        Assert.Throws<ArgumentException>(() => SquaredNormGraph.Build([new(0, 5)], 17));
    }
}
