using TransferLab.Data;
using TransferLab.Errors;

namespace TransferLab.Tests.Data;

public sealed class FoldSpecTests
{
    [Fact]
    public void Folds_cover_all_images_once_and_their_parts_do_not_meet()
    {
        var data = Data(Enumerable.Range(0, 50).Select(i => ($"{i}", i % 3)));
        var tested = new List<int>();
        for (var n = 1; n <= 5; n++)
        {
            var split = new FoldSpec { Number = n, Count = 5 }.Split(data, 0.25, 7);
            tested.AddRange(split.Test);
            Assert.Equal(50, split.Train.Concat(split.Validation).Concat(split.Test).Distinct().Count());
            Assert.Equal(50, split.Train.Length + split.Validation.Length + split.Test.Length);
            Assert.InRange(split.Validation.Length, 8, 12);
        }
        Assert.Equal(Enumerable.Range(0, 50), tested.Order());
    }

    [Fact]
    public void Groups_are_on_one_side_of_every_split()
    {
        var data = Data(Enumerable.Range(0, 60).Select(i => ($"scene{i / 4}_{i}.jpg", i % 2)));
        var split = new FoldSpec { Number = 2, Count = 3 }.Split(data, 0.3, 1);
        foreach (var scene in Enumerable.Range(0, 15))
        {
            var of = Enumerable.Range(scene * 4, 4).ToArray();
            Assert.Contains((int[])[of.Count(split.Train.Contains), of.Count(split.Validation.Contains), of.Count(split.Test.Contains)], n => n == 4);
        }
    }

    [Fact]
    public void A_class_too_small_for_the_folds_is_named()
    {
        var data = Data([.. Enumerable.Range(0, 20).Select(i => ($"{i}", 0)), ("lone", 1)]);
        var failures = Enumerable.Range(1, 4).Count(n =>
        {
            try
            {
                new FoldSpec { Number = n, Count = 4 }.Split(data, 0.2, 1);
                return false;
            }
            catch (DatasetException e)
            {
                Assert.Contains("'c1'", e.Message, StringComparison.Ordinal);
                return true;
            }
        });
        Assert.InRange(failures, 1, 4);
        Assert.Throws<DatasetException>(() => new FoldSpec { Number = 9, Count = 9 }.Split(Data([("a", 0), ("b", 0), ("c", 0)]), 0.2, 1));
    }

    [Fact]
    public void A_fold_is_written_as_it_is_read()
    {
        Assert.Equal("2/5", FoldSpec.Parse("2/5").ToString());
        Assert.Equal(new FoldSpec { Number = 2, Count = 5 }, FoldSpec.Parse("2/5"));
        foreach (var text in (string[])["", "2", "2/", "a/b", "-1/3", "1/2/3"])
            Assert.Throws<SettingException>(() => FoldSpec.Parse(text));
    }

    [Theory]
    [InlineData(1, 1, "Folds 1"), InlineData(1, 101, "Folds 101"), InlineData(6, 5, "Fold 6")]
    public void What_is_wrong_is_said(int number, int count, string said) =>
        Assert.Contains(said, Assert.Throws<SettingException>(() => new FoldSpec { Number = number, Count = count }.Validate()).Message, StringComparison.Ordinal);

    private static ImageDataset Data(IEnumerable<(string Path, int Label)> samples)
    {
        ImageSample[] all = [.. samples.Select(s => new ImageSample("/" + s.Path, s.Path, [s.Label], null, s.Path.Split('_') is [var scene, _] ? scene : null))];
        return new("", DatasetFormat.ClassFolders, LearningTask.SingleLabel, new ClassMap(Enumerable.Range(0, all.Max(s => s.Label) + 1).Select(c => $"c{c}")), [.. all], [], []);
    }
}
