using SampleImages.Generator.Sets;

namespace SampleImages.Generator.Tests.Sets;

public class SampleSetsTests
{
    [Theory]
    [InlineData(false, SampleSets.TrainPerLabel)]
    [InlineData(true, SampleSets.TestPerLabel)]
    public void Single_label_sets_have_as_many_pictures_of_each_label_in_no_order(bool test, int perLabel)
    {
        var pictures = SampleSets.SingleLabel(test);
        Assert.All(pictures, p => Assert.InRange(p.Labels.Count(), 0, 1));
        var labels = pictures.Select(p => p.Labels.FirstOrDefault() ?? "ok").ToList();
        Assert.Equal(SampleSets.Labels, labels.Distinct().Order(StringComparer.Ordinal));
        Assert.All(labels.CountBy(l => l), c => Assert.Equal(perLabel, c.Value));
        Assert.Equal(pictures.Count, pictures.Select(p => p.FileName).Distinct().Count());
        // Numbers tell nothing: neighbours share a label about as often as chance has it.
        Assert.InRange(labels.Zip(labels.Skip(1)).Count(p => p.First == p.Second) / (double)labels.Count, 0.02, 0.3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Multi_label_sets_have_pictures_of_none_and_several_and_labels_of_different_frequency(bool test)
    {
        var pictures = SampleSets.MultiLabel(test);
        var sizes = pictures.CountBy(p => p.Labels.Count()).ToDictionary();
        Assert.True(sizes[0] >= pictures.Count / 12 && sizes[1] >= pictures.Count / 5 && sizes[2] >= pictures.Count / 6 && sizes[3] >= 3);
        var frequencies = pictures.SelectMany(p => p.Labels).CountBy(l => l).ToDictionary();
        Assert.True(frequencies.Count >= 5);
        Assert.All(frequencies.Values, f => Assert.InRange(f / (double)pictures.Count, 0.1, 0.45));
        Assert.True(frequencies.Values.Max() > 1.3 * frequencies.Values.Min());
    }

    [Fact]
    public void Strengths_reach_from_slight_to_plain()
    {
        var strengths = SampleSets.SingleLabel(test: false).SelectMany(p => p.Defects).GroupBy(d => d.Kind, d => d.Strength);
        Assert.All(strengths, s => Assert.True(s.Min() < 0.1f && s.Max() > 0.9f && s.Average() is > 0.35f and < 0.65f, s.Key.ToString()));
    }
}
