using TransferLab.Data;

namespace TransferLab.Tests.Data;

public sealed class NaturalComparerTests
{
    [Fact]
    public void Names_sort_as_people_count()
    {
        string[] names = ["img10", "img2", "Img1", "img02", "img1b", "img1", "", "10", "9", "é", "z", "img99999999999999999999999", "img100000000000000000000000"];

        Assert.Equal(
            ["", "9", "10", "Img1", "img1", "img1b", "img02", "img2", "img10", "img99999999999999999999999", "img100000000000000000000000", "z", "é"],
            names.Order(NaturalComparer.Instance));
    }

    [Fact]
    public void Order_is_total_for_any_names()
    {
        var random = new Random(5);
        for (var round = 0; round < 20000; round++)
        {
            string a = Name(), b = Name(), c = Name();
            int ab = Compare(a, b), bc = Compare(b, c), ac = Compare(a, c);
            Assert.Equal(-ab, Compare(b, a));
            Assert.Equal(ab == 0, a == b);
            if (ab <= 0 && bc <= 0)
                Assert.True(ac <= 0, $"'{a}' '{b}' '{c}'");
        }

        string Name() => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "019ab"[random.Next(5)]));
        static int Compare(string x, string y) => Math.Sign(NaturalComparer.Instance.Compare(x, y));
    }
}
