using TransferLab.Autodiff.Updates;

namespace TransferLab.Autodiff.Tests.Updates;

public class AverageGraphTests
{
    [Fact]
    public void An_average_moves_by_its_share_in_place()
    {
        const int length = 37;
        using var run = new VectorRun(AverageGraph.Build(length), _ => AverageGraph.Average);
        UpdateGraphTests.Fill(run[AverageGraph.Average], 1);
        var expected = run[AverageGraph.Average].ToArray();
        for (var step = 0; step < 5; step++)
        {
            UpdateGraphTests.Fill(run[AverageGraph.Values], 2 + step);
            var share = run[AverageGraph.Share][0] = 0.1f * (step + 1);
            for (var i = 0; i < length; i++)
                expected[i] += share * (run[AverageGraph.Values][i] - expected[i]);
            run.Run();
        }
        for (var i = 0; i < length; i++)
            Assert.Equal(expected[i], run[AverageGraph.Average][i], 1e-7f);
    }
}
