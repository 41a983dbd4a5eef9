using TransferLab.Imaging.Augmentation;

namespace TransferLab.Imaging.Tests.Augmentation;

public class ProjectionTests
{
    private static readonly Projection s_some = Projection.SquareTo((1, 2), (9, 1), (8, 7), (2, 9));

    [Fact]
    public void A_map_and_its_inverse_cancel()
    {
        var both = s_some.Inverse().After(s_some);
        foreach (var (x, y) in ((double, double)[])[(0, 0), (0.3, 0.9), (1, 0.5)])
        {
            var (u, v) = both.Of(x, y);
            Assert.Equal((x, y), (u, v), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-12 && Math.Abs(a.Item2 - b.Item2) < 1e-12);
        }
        Assert.Throws<ArgumentException>(() => Projection.Scaling(0, 1).Inverse());
    }

    [Fact]
    public void The_square_goes_to_its_corners_and_diagonals_to_diagonals()
    {
        (double, double)[] corners = [s_some.Of(0, 0), s_some.Of(1, 0), s_some.Of(1, 1), s_some.Of(0, 1)];
        Assert.All(corners.Zip([(1.0, 2.0), (9, 1), (8, 7), (2, 9)]),
            p => Assert.True(Math.Abs(p.First.Item1 - p.Second.Item1) + Math.Abs(p.First.Item2 - p.Second.Item2) < 1e-9));
        // The middle of a square seen in perspective is where its diagonals meet: here 1,2 to 8,7 and 9,1 to 2,9.
        var (x, y) = s_some.Of(0.5, 0.5);
        Assert.Equal(0, (x - 1) * 5 - (y - 2) * 7, 9);
        Assert.Equal(0, (x - 9) * 8 + (y - 1) * 7, 9);
    }

    [Fact]
    public void Maps_compose_from_the_right()
    {
        Assert.Equal((12, 6), Projection.Translation(10, 0).After(Projection.Scaling(2, 3)).Of(1, 2));
        Assert.Equal((22, 6), Projection.Scaling(2, 3).After(Projection.Translation(10, 0)).Of(1, 2));
        var (x, y) = Projection.Rotation(90).About(5, 5).Of(6, 5);
        Assert.Equal((5, 6), (Math.Round(x, 9), Math.Round(y, 9)));
    }
}
