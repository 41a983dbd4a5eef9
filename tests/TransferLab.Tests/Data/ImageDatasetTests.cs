using TransferLab.Data;
using TransferLab.Testing;

namespace TransferLab.Tests.Data;

public sealed class ImageDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FromFolder_takes_labels_from_sub_folders_in_natural_order()
    {
        _folder.Add("class10/a.jpg");
        _folder.Add("class9/b10.jpg");
        _folder.Add("class9/b9.jpg");
        _folder.Add("class9/deep/er/c.jpg");
        _folder.Add("ночь/д.jpg");
        _folder.Add("LICENSE.txt");

        var data = ImageDataset.FromFolder(_folder.Path);

        Assert.Equal(DatasetFormat.ClassFolders, data.Format);
        Assert.Equal(LearningTask.SingleLabel, data.Task);
        Assert.Equal(["class9", "class10", "ночь"], data.Classes);
        Assert.Equal(["class9/b9.jpg", "class9/b10.jpg", "class9/deep/er/c.jpg", "class10/a.jpg", "ночь/д.jpg"], data.Samples.Select(s => s.DisplayPath));
        Assert.Equal([0, 0, 0, 1, 2], data.Samples.Select(s => s.Label));
        Assert.All(data.Samples, s => Assert.True(File.Exists(s.Path)));
        Assert.Equal([3, 1, 1], data.CountPerClass());
        Assert.Empty(data.Warnings);
    }

    [Fact]
    public void Hidden_and_desktop_files_are_ignored()
    {
        foreach (var name in new[] { ".DS_Store", "Thumbs.db", "thumbs.DB", "desktop.ini", "._a.jpg", ".hidden/x.jpg", "__MACOSX/y.jpg", "a.jpg" })
            _folder.Add("one/" + name);
        _folder.Add("two/a.jpg");
        _folder.Add(".git/objects/x");
        _folder.Add("__MACOSX/one/a.jpg");

        var data = ImageDataset.FromFolder(_folder.Path);

        Assert.Equal(["one/a.jpg", "two/a.jpg"], data.Samples.Select(s => s.DisplayPath));
    }

    [Fact]
    public void Links_are_followed_and_circles_end()
    {
        _folder.Add("one/a.jpg");
        _folder.Add("store/two/b.jpg");
        using var elsewhere = new TemporaryFolder();
        elsewhere.Add("c.jpg");
        Directory.CreateSymbolicLink(_folder["linked"], elsewhere.Path);
        Directory.CreateSymbolicLink(elsewhere["self"], elsewhere.Path);
        Directory.CreateSymbolicLink(_folder["one/up"], _folder.Path);
        Directory.CreateSymbolicLink(_folder["one/again"], _folder["one"]);
        File.CreateSymbolicLink(_folder["one/link.jpg"], _folder["store/two/b.jpg"]);
        File.CreateSymbolicLink(_folder["one/dangling.jpg"], _folder["nowhere.jpg"]);

        var data = ImageDataset.FromFolder(_folder.Path);

        Assert.Equal(["linked", "one", "store"], data.Classes);
        Assert.Contains("one/link.jpg", data.Samples.Select(s => s.DisplayPath));
        Assert.Equal(["linked/c.jpg"], data.Samples.Where(s => s.Label == 0).Select(s => s.DisplayPath));
        var skipped = Assert.Single(data.Skipped, s => s.Path == "one/dangling.jpg");
        Assert.Contains("nowhere.jpg", skipped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_folders_keep_their_parts()
    {
        foreach (var file in new[] { "train/a/1.jpg", "train/b/2.jpg", "val/a/3.jpg", "val/b/4.jpg", "test/a/5.jpg" })
            _folder.Add(file);

        var data = ImageDataset.FromFolder(_folder.Path);
        var split = data.Split(0.5, 1);

        Assert.Equal(DatasetFormat.SplitFolders, data.Format);
        Assert.Equal(["a", "b"], data.Classes);
        Assert.True(split.IsGiven);
        Assert.Equal(["train/a/1.jpg", "train/b/2.jpg"], split.Train.Select(i => data.Samples[i].DisplayPath));
        Assert.Equal(["val/a/3.jpg", "val/b/4.jpg"], split.Validation.Select(i => data.Samples[i].DisplayPath));
        Assert.Equal(["test/a/5.jpg"], split.Test.Select(i => data.Samples[i].DisplayPath));
    }

    [Fact]
    public void Without_a_validation_folder_it_is_split_from_training()
    {
        for (var i = 0; i < 10; i++)
        {
            _folder.Add($"train/a/{i}.jpg");
            _folder.Add($"train/b/{i}.jpg");
        }
        _folder.Add("test/a/t.jpg");
        _folder.Add("test/b/t.jpg");

        var data = ImageDataset.FromFolder(_folder.Path);
        var split = data.Split(0.2, 1);

        Assert.False(split.IsGiven);
        Assert.Equal((16, 4, 2), (split.Train.Length, split.Validation.Length, split.Test.Length));
        Assert.All(split.Validation, i => Assert.StartsWith("train/", data.Samples[i].DisplayPath, StringComparison.Ordinal));
    }

    [Fact]
    public void Parts_may_hold_lists_in_place_of_class_folders()
    {
        foreach (var file in new[] { "train/1.jpg", "train/2.jpg", "val/a/3.jpg", "val/b/4.jpg", "test/5.jpg" })
            _folder.Add(file);
        _folder.Add("train/labels.csv", "image,labels\n1.jpg,a\n2.jpg,b\n");
        _folder.Add("test/labels.jsonl", "{\"image\": \"5.jpg\", \"labels\": [\"a\"]}\n");

        var data = ImageDataset.FromFolder(_folder.Path);
        var split = data.Split(0.5, 1);

        Assert.Equal((DatasetFormat.SplitFolders, LearningTask.SingleLabel), (data.Format, data.Task));
        Assert.Equal(["train/1.jpg", "train/2.jpg"], split.Train.Select(i => data.Samples[i].DisplayPath));
        Assert.Equal(["val/a/3.jpg", "val/b/4.jpg"], split.Validation.Select(i => data.Samples[i].DisplayPath));
        Assert.Equal(["test/5.jpg"], split.Test.Select(i => data.Samples[i].DisplayPath));
    }

    [Fact]
    public void Classes_called_train_and_test_are_classes()
    {
        _folder.Add("train/1.jpg");
        _folder.Add("test/2.jpg");

        Assert.Equal(["test", "train"], ImageDataset.FromFolder(_folder.Path).Classes);
    }

    [Fact]
    public void A_class_without_training_images_is_an_error()
    {
        foreach (var file in new[] { "train/a/1.jpg", "train/b/2.jpg", "val/a/3.jpg", "val/c/4.jpg" })
            _folder.Add(file);

        var error = Assert.Throws<DatasetException>(() => ImageDataset.FromFolder(_folder.Path).Split(0.2, 1));

        Assert.Contains("'c'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_folder_file_and_empty_folder_say_what_is_wrong()
    {
        Throws("does not exist", _folder["nowhere"]);
        Throws("is a file", _folder.Add("file"));
        Directory.CreateDirectory(_folder["empty"]);
        Throws("holds no images", _folder["empty"]);
        _folder.Add("flat/a.jpg");
        Throws("no class folders", _folder["flat"]);
        _folder.Add("single/only/a.jpg");
        Throws("one class only ('only')", _folder["single"]);
        _folder.Add("hollow/full/a.jpg");
        Directory.CreateDirectory(_folder["hollow/void"]);
        Throws("'void' has no images", _folder["hollow"]);
        Directory.CreateDirectory(_folder["hollows/a"]);
        Throws("holds no images", _folder["hollows"]);
    }

    [Fact]
    public void Scoring_allows_one_class_and_empty_folders()
    {
        _folder.Add("dog/a.jpg");
        Directory.CreateDirectory(_folder["cat"]);
        var data = ImageDataset.FromFolder(_folder.Path, new DatasetOptions { MinimumClasses = 1, RequireImagesInEveryClass = false });

        var mapped = data.WithClasses(new ClassMap("bird", "cat", "dog"), LearningTask.SingleLabel);

        Assert.Equal(2, Assert.Single(mapped.Samples).Label);
        Assert.Contains("'cat'", Assert.Single(data.Warnings), StringComparison.Ordinal);
        var error = Assert.Throws<DatasetException>(() => data.WithClasses(new ClassMap("bird", "cat"), LearningTask.SingleLabel));
        Assert.Contains("'dog'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dog", "Dog")]
    [InlineData("caf\u00E9", "Cafe\u0301")]
    [InlineData("\u0439", "\u0418\u0306")]
    [InlineData("old dog", "old__dog")]
    public void Labels_that_read_alike_give_a_warning(string one, string other)
    {
        _folder.Add(one + "/a.jpg");
        _folder.Add(other + "/b.jpg");
        _folder.Add("third/c.jpg");
        Assert.SkipUnless(Directory.GetDirectories(_folder.Path).Length == 3, "the file system takes both names for one");

        var data = ImageDataset.FromFolder(_folder.Path);

        Assert.Equal(3, data.Classes.Count);
        Assert.Contains($"'{one}'", Assert.Single(data.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("caf\u00E9", "cafe\u0301")]
    [InlineData("\u1EC7", "e\u0323\u0302")]
    [InlineData("\uD55C\uAE00", "\u1112\u1161\u11AB\u1100\u1173\u11AF")]
    [InlineData("\u304C", "\u304B\u3099")]
    public void Encodings_of_the_same_letters_are_one_class(string composed, string apart)
    {
        _folder.Add(composed + "/a.jpg");
        _folder.Add(apart + "/b.jpg");
        _folder.Add("zoo/c.jpg");
        Assert.SkipUnless(Directory.GetDirectories(_folder.Path).Length == 3, "the file system takes both names for one");

        var data = ImageDataset.FromFolder(_folder.Path);

        Assert.Equal(new[] { composed, "zoo" }.Order(NaturalComparer.Instance), data.Classes);
        Assert.Equal(2, data.CountPerClass()[data.Classes.IndexOf(composed)]);
        Assert.Contains("encodings", Assert.Single(data.Warnings), StringComparison.Ordinal);
        // A classifier that knows the other encoding knows the class.
        Assert.Equal([1, 1, 0], data.WithClasses(new ClassMap("zoo", apart), LearningTask.SingleLabel).Samples.OrderBy(s => Path.GetFileName(s.Path), StringComparer.Ordinal).Select(s => s.Label));
    }

    [Fact]
    public void A_file_and_links_to_it_under_the_same_label_count_once()
    {
        _folder.Add("one/a.jpg");
        _folder.Add("two/b.jpg");
        File.CreateSymbolicLink(_folder["one/b.jpg"], _folder["one/a.jpg"]);
        File.CreateSymbolicLink(_folder["two/a.jpg"], _folder["one/a.jpg"]);
        Directory.CreateSymbolicLink(_folder["two/deep"], _folder["two"]);

        var data = ImageDataset.FromFolder(_folder.Path);

        // Under another label the same file stays, for data check to point at.
        Assert.Equal(["one/a.jpg", "two/a.jpg", "two/b.jpg"], data.Samples.Select(s => s.DisplayPath));
        Assert.Contains("1 of the files", Assert.Single(data.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_of_one_cannot_be_split()
    {
        foreach (var file in new[] { "a/1.jpg", "a/2.jpg", "b/1.jpg" })
            _folder.Add(file);
        var data = ImageDataset.FromFolder(_folder.Path);

        var error = Assert.Throws<DatasetException>(() => data.Split(0.2, 1));
        var whole = data.Split(0, 1);

        Assert.Contains("'b'", error.Message, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2], whole.Train);
        Assert.Empty(whole.Validation);
    }

    [Fact]
    public void Fingerprint_changes_with_names_sizes_and_labels_only()
    {
        foreach (var file in new[] { "a/1.jpg", "b/1.jpg" })
            _folder.Add(file);
        var before = Fingerprint();
        File.SetLastWriteTimeUtc(_folder["a/1.jpg"], DateTime.UnixEpoch);
        Assert.Equal(before, Fingerprint());

        _folder.Add("a/1.jpg", "other pixels");
        var resized = Fingerprint();
        File.Move(_folder["a/1.jpg"], _folder["a/2.jpg"]);
        var renamed = Fingerprint();

        Assert.Equal(3, new[] { before, resized, renamed }.Distinct().Count());
        Assert.Matches("^[0-9a-f]{64}$", before);

        string Fingerprint() => ImageDataset.FromFolder(_folder.Path).Fingerprint();
    }

    [Fact]
    public void Real_photographs_are_found()
    {
        var data = ImageDataset.FromFolder(SharedData.Path("datasets/flowers_small"));

        Assert.Equal(["daisy", "dandelion", "roses", "sunflowers", "tulips"], data.Classes);
        Assert.Equal([40, 40, 40, 40, 40], data.CountPerClass());
        Assert.Equal((160, 40), (data.Split(0.2, 1).Train.Length, data.Split(0.2, 1).Validation.Length));
    }

    private static void Throws(string part, string path) =>
        Assert.Contains(part, Assert.Throws<DatasetException>(() => ImageDataset.FromFolder(path)).Message, StringComparison.Ordinal);
}
