using System.Text;
using TransferLab.Data;
using TransferLab.Testing;

namespace TransferLab.Tests.Data;

public sealed class LabelsCsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LabelsCsvTests()
    {
        foreach (var name in new[] { "a.jpg", "sub/b.jpg", "c, with comma.jpg" })
            _folder.Add(name);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Labels_joined_by_bars_make_a_multi_label_set()
    {
        _folder.Add("labels.csv", "\uFEFFImage, Labels \r\na.jpg,cat|dog\r\nsub/b.jpg,\r\n\"c, with comma.jpg\", dog | dog \r\n");

        var data = ImageDataset.FromFolder(_folder.Path);

        Assert.Equal((DatasetFormat.LabelsCsv, LearningTask.MultiLabel), (data.Format, data.Task));
        Assert.Equal(["cat", "dog"], data.Classes);
        Assert.Equal(["0,1", "", "1"], data.Samples.Select(s => string.Join(',', s.Labels)));
        Assert.Equal("sub/b.jpg", data.Samples[1].DisplayPath);
    }

    [Fact]
    public void One_label_each_makes_a_single_label_set_unless_forced()
    {
        _folder.Add("labels.csv", "labels,image\ncat,a.jpg\ndog,sub/b.jpg\n");

        Assert.Equal(LearningTask.SingleLabel, ImageDataset.FromFolder(_folder.Path).Task);
        Assert.Equal(LearningTask.MultiLabel, ImageDataset.FromFolder(_folder.Path, new DatasetOptions { Task = LearningTask.MultiLabel }).Task);
    }

    [Fact]
    public void Forcing_one_label_where_an_image_has_two_names_the_image()
    {
        _folder.Add("labels.csv", "image,labels\na.jpg,cat|dog\n");

        var error = Assert.Throws<DatasetException>(() => ImageDataset.FromFolder(_folder.Path, new DatasetOptions { Task = LearningTask.SingleLabel }));

        Assert.Contains("'a.jpg'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_a_file_are_skipped_and_repeated_rows_count_once()
    {
        _folder.Add("labels.csv", "image,labels\na.jpg,cat\ngone.jpg,dog\nsub/b.jpg,dog\n./a.jpg,cat\n");

        var data = ImageDataset.FromFolder(_folder.Path);

        Assert.Equal(["a.jpg", "sub/b.jpg"], data.Samples.Select(s => s.DisplayPath));
        Assert.Equal("gone.jpg", Assert.Single(data.Skipped).Path);
        Assert.Contains("line 5", Assert.Single(data.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "image,labels")]
    [InlineData("picture,class\na.jpg,cat\n", "image,labels")]
    [InlineData("image,labels\n", "holds no images")]
    [InlineData("image,labels\n,cat\n", "line 2")]
    [InlineData("image,labels\na.jpg,cat,dog\n", "line 2")]
    [InlineData("image,labels\na.jpg\n", "line 2")]
    [InlineData("image,labels\na.jpg,\"cat\n", "line 2")]
    [InlineData("image,labels\na.jpg,cat\na.jpg,dog\n", "lines 2 and 3")]
    [InlineData("image,labels\na.jpg,\nsub/b.jpg,\n", "has a label")]
    [InlineData("image,labels\na.jpg,cat\nsub/b.jpg,cat\n", "one class only")]
    [InlineData("image,labels\nx.jpg,cat\n", "none of the 1 listed")]
    public void Malformed_files_are_refused_with_the_place(string contents, string part)
    {
        _folder.Add("labels.csv", contents);

        var error = Assert.Throws<DatasetException>(() => ImageDataset.FromFolder(_folder.Path));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_encoding_than_utf8_is_refused()
    {
        File.WriteAllBytes(_folder["labels.csv"], Encoding.Latin1.GetBytes("image,labels\na.jpg,caf\u00E9\n"));

        Assert.Contains("UTF-8", Assert.Throws<DatasetException>(() => ImageDataset.FromFolder(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_files_load_or_are_refused_and_never_crash()
    {
        var good = Encoding.UTF8.GetBytes("image,labels\r\na.jpg,\"cat|d\u00F6g\"\r\nsub/b.jpg,\r\n\"c, with comma.jpg\",dog\r\n");
        var random = new Random(1);
        int loaded = 0, refused = 0;
        for (var round = 0; round < 1500; round++)
        {
            var bytes = good[..(random.Next(3) == 0 ? random.Next(good.Length) : good.Length)];
            for (var i = random.Next(4); i > 0 && bytes.Length > 0; i--)
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)"\",\r\n|\0"[random.Next(6)] : (byte)random.Next(256);
            File.WriteAllBytes(_folder["labels.csv"], bytes);
            try
            {
                ImageDataset.FromFolder(_folder.Path);
                loaded++;
            }
            catch (DatasetException)
            {
                refused++;
            }
        }

        Assert.True(loaded > 100 && refused > 100, $"{loaded} loaded, {refused} refused");
    }

    [Fact]
    public void Real_cards_are_a_multi_label_set_with_a_stratified_split()
    {
        var data = ImageDataset.FromFolder(SharedData.Path("datasets/multilabel_cards"));
        var split = data.Split(0.2, 1);

        Assert.Equal((363, LearningTask.MultiLabel), (data.Samples.Length, data.Task));
        Assert.Equal(["ace", "jack", "king", "nine", "queen", "ten"], data.Classes);
        Assert.Equal([102, 94, 104, 98, 92, 91], data.CountPerClass());
        Assert.InRange(split.Validation.Length, 68, 78);
        for (var c = 0; c < 6; c++)
        {
            var share = split.Validation.Count(i => data.Samples[i].Labels.Contains(c)) / (double)data.CountPerClass()[c];
            Assert.InRange(share, 0.17, 0.23);
        }
    }
}
