//! Addresses that a browser or CloudFormation opens.

/// Where CloudFormation finds a template: the address of the object in the Region's own endpoint.
pub fn template_url(bucket: &str, region: &str, key: &str) -> String {
    let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    format!("https://{bucket}.s3.{region}.{suffix}/{key}")
}

/// The console's page that creates a stack from a template, its parameters to be filled in.
pub fn launch_link(region: &str, template_url: &str, stack: &str) -> String {
    let host = match region {
        region if region.starts_with("cn-") => "console.amazonaws.cn",
        region if region.starts_with("us-gov-") => "console.amazonaws-us-gov.com",
        _ => "console.aws.amazon.com",
    };
    let template = template_url.replace(':', "%3A").replace('/', "%2F");
    format!(
        "https://{region}.{host}/cloudformation/home?region={region}#/stacks/create/review?templateURL={template}&stackName={stack}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stay_within_the_partition() {
        let url = template_url("a-eu-west-1", "eu-west-1", "v1/templates/root.yaml");
        assert_eq!(url, "https://a-eu-west-1.s3.eu-west-1.amazonaws.com/v1/templates/root.yaml");
        assert_eq!(template_url("a", "cn-north-1", "k"), "https://a.s3.cn-north-1.amazonaws.com.cn/k");
        assert_eq!(
            launch_link("us-gov-west-1", "https://a/b", "rr"),
            "https://us-gov-west-1.console.amazonaws-us-gov.com/cloudformation/home?region=us-gov-west-1#/stacks/create/review?templateURL=https%3A%2F%2Fa%2Fb&stackName=rr"
        );
    }
}
