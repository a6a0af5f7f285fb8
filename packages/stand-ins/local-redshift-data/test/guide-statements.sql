-- Statements after those on the pages of Redshift's guide, for the tables that its examples use.
-- Sample tables
create table sales (salesid int not null, listid int distkey, sellerid int, buyerid int, eventid int, dateid smallint sortkey, qtysold smallint, pricepaid decimal(8,2), commission decimal(8,2), saletime timestamp);
create table event (eventid int not null distkey, venueid smallint, catid smallint, dateid smallint sortkey, eventname varchar(200), starttime timestamp);
create table venue (venueid smallint, venuename varchar(100), venuecity varchar(30), venuestate char(2), venueseats int);
create table users (userid int, username char(8), firstname varchar(30), lastname varchar(30), city varchar(30), state char(2), email varchar(100), likesports boolean);
create table category (catid smallint, catgroup varchar(10), catname varchar(10), catdesc varchar(50));
create table date (dateid smallint, caldate date, day char(3), week smallint, month char(5), qtr char(5), year smallint, holiday boolean default false);
create table listing (listid int, sellerid int, eventid int, dateid smallint, numtickets smallint, priceperticket decimal(8,2), totalprice decimal(8,2), listtime timestamp);
create table winsales (salesid int, dateid date, sellerid int, buyerid char(10), qty int, qty_shipped int);
-- Aggregate functions
select eventname, sum(pricepaid) from sales, event where sales.eventid = event.eventid and eventname in ('a','b') group by eventname;
select avg(qtysold) from sales;
select month, avg(sum(pricepaid)) over (order by month rows unbounded preceding) from sales join date using (dateid) group by month;
select any_value(dateid) as dateid, eventname from event where eventname ='x' group by eventname;
select top 10 approximate percentile_disc(0.5) within group (order by totalprice) from listing group by dateid;
select count(distinct venueid) from venue;
select approximate count(distinct pricepaid) from sales;
select listagg(sellerid, ', ') within group (order by sellerid) from sales where eventid = 4337;
select listagg(distinct sellerid, ', ') within group (order by sellerid) from sales;
select max(pricepaid), min(pricepaid) from sales;
select top 10 distinct sum(pricepaid), median(pricepaid) from sales group by salesid;
select percentile_cont(0.5) within group (order by pricepaid) from sales;
select avg(venueseats), cast(stddev_samp(venueseats) as dec(14,2)) stddevsamp, cast(stddev_pop(venueseats) as dec(14,2)) from venue;
select sum(qtysold) from sales, date where sales.dateid = date.dateid and date.month = 'MAY';
-- Bitwise functions
select bit_and(likesports::int), bool_or(likesports), bool_and(likesports) from users;
-- Window functions
select salesid, sellerid, qty, cume_dist() over (partition by sellerid order by qty) from winsales;
select salesid, dense_rank() over (order by qty desc) as d_rnk, rank() over(order by qty desc) as rnk from winsales order by 2,1;
select venuestate, venueseats, venuename, first_value(venuename) over(partition by venuestate order by venueseats desc rows between unbounded preceding and unbounded following) from venue order by venuestate;
select venuestate, first_value(venuename ignore nulls) over (partition by venuestate order by venueseats desc rows between unbounded preceding and unbounded following) from venue;
select buyerid, saletime, qtysold, lag(qtysold,1) over (order by buyerid, saletime) as prev_qtysold from sales where buyerid = 3;
select eventid, commission, saletime, lead(commission, 1) over (order by saletime) as next_comm from sales order by saletime;
select listagg(sellerid) within group (order by sellerid) over() from winsales;
select sellerid, qty, median(qty) over (partition by sellerid) from winsales order by sellerid;
select venuestate, nth_value(venueseats, 3) ignore nulls over(partition by venuestate order by venueseats desc rows between unbounded preceding and unbounded following) as third_most_seats from venue;
select eventname, caldate, ntile(4) over(order by pricepaid desc) from sales, event, date where sales.eventid=event.eventid and event.dateid=date.dateid;
select sellerid, qty, percent_rank() over (partition by sellerid order by qty) from winsales;
select sellerid, qty, percentile_disc(0.5) within group (order by qty) over() as median from winsales;
select sellerid, qty, ratio_to_report(qty) over (partition by sellerid) from winsales;
select salesid, sellerid, row_number() over (partition by sellerid order by qty asc) as row from winsales order by 2,3;
select salesid, stddev_pop(qty) over (order by dateid rows unbounded preceding) from winsales;
select salesid, sum(qty) over (order by dateid, salesid rows unbounded preceding) as sum from winsales;
select var_pop(qty) over (partition by sellerid order by dateid rows between 1 preceding and 1 following) from winsales;
select case venuecity when 'New York City' then 'Big Apple' else 'other' end from venue;
-- Conditions
select coalesce(null, 1), nvl(null, 'a'), nullif('first','second'), greatest(1,2), least('a','b'), nvl2(null, 1, 2);
select sellerid, decode(sellerid, 1, 'one', 2, 'two', 'more') from sales;
select * from users where likesports is true and city is not null;
select * from users where lastname like '%e%' and firstname ilike 'J%' or email similar to '%a|%b' or username ~ 'x.*';
select caldate from date where caldate between '2008-01-01' and '2008-02-01';
select * from sales where exists (select 1 from event where event.eventid = sales.eventid) and pricepaid > all (select 1);
with venuecopy as (select * from venue) select * from venuecopy order by 1 limit 10;
-- Queries
select venueid from venue union select eventid from event order by 1;
select listid from listing intersect select listid from sales order by 1;
select listid from listing minus select listid from sales;
select qtr, year, sum(pricepaid) from sales join date on sales.dateid = date.dateid group by cube(qtr, year);
select catgroup, grouping(catgroup) from category group by grouping sets ((catgroup), ());
select sellerid, sum(qtysold) from sales group by all having sum(qtysold) > 3;
select * from (select sellerid, qty, dateid from winsales) pivot (sum(qty) for sellerid in (1, 2, 3));
select * from (select salesid, qty, qty_shipped from winsales) unpivot (v for k in (qty, qty_shipped));
select sellerid, qty from winsales qualify row_number() over (partition by sellerid order by qty desc) = 1;
select a.venuename from venue a left outer join event b on a.venueid = b.venueid full outer join category c using (catid);
select qtysold as q, q * 2 as q2 from sales;
select cast(pricepaid as integer), pricepaid::decimal(10,1), convert(integer, pricepaid) from sales;
-- Type formatting
select to_char(timestamp '2009-12-31 23:15:59', 'MONTH-DY-DD-YYYY HH12:MIPM'), to_char(-125.8, '999D99S');
select to_date('02 Oct 2001', 'DD Mon YYYY'), to_number('12,454.8-', '99G999D9S'), to_timestamp('05:00','HH24:MI');
-- Date and time functions
select add_months('2008-03-31',1), dateadd(month,18,'2008-02-28'), datediff(qtr,'1998-07-01',current_date), date_cmp('2008-01-01','2008-01-02');
select convert_timezone('EST', 'PST', '20080305 12:25:29'), getdate(), trunc(sysdate), last_day('2008-01-01'), next_day('2014-08-20','Tuesday');
select extract(week from saletime) as weeknum, date_part(dow, saletime), date_trunc('week', saletime) from sales;
select saletime at time zone 'PST', timestamptz '2001-02-16 20:38:40-05' at time zone 'MST' from sales;
select interval '1 day 2 hours', timestamp '2024-01-01' + interval '3 days', date '2024-01-01' - date '2023-12-01', date '2024-01-01' + 3;
-- Hash, mathematical, string, JSON, array, SUPER, VARBYTE and system functions
select fnv_hash(1), md5('x'), sha2('x',256), func_sha1('x'), crc32('x');
select abs(-1), ceil(1.2), floor(1.2), round(28.05, 1), trunc(111.866, 1), sign(-3), mod(10,4), pi(), power(2,3), random() < 1, sqrt(4), log(100), ln(2.7), exp(1), degrees(1), dexp(1.0), cbrt(27);
select btrim('  abc '), charindex('fish','dogfish'), chr(65), concat('a','b'), initcap('ab cd'), left('abc',2), len('abc'), lower('A'), lpad('a',3,'0'), ltrim('xa','x'), octet_length('é'), position('b' in 'abc'), quote_ident('cat'), repeat('a',2), replace('abc','b','x'), reverse('abc'), rpad('a',2), split_part('a$b','$',2), strpos('abc','c'), substring('caterpillar',6,4), translate('mint tea','inea','osin'), trim(both 'x' from 'xax'), upper('a'), ascii('a'), strtol('0xf',16);
select regexp_count('abc','[a-z]'), regexp_instr('a@b','@'), regexp_replace('a@b','@.*'), regexp_substr('a@b.c','@[^.]*');
select json_extract_path_text('{"f2":{"f3":1}}','f2','f3'), json_array_length('[1,2]'), json_extract_array_element_text('[111,112]',1), is_valid_json('{"a":1}'), json_parse('[1]'), json_serialize(json_parse('{"a":1}'));
select array(1,50,null,100), array_concat(array(1),array(2)), array_flatten(array(array(1),array(2))), get_array_length(array(1,2)), split_to_array('1|2','|'), subarray(array('a','b'),1,1), object('a',1);
select is_array(json_parse('[1]')), is_bigint(json_parse('1')), is_object(json_parse('{}')), json_typeof(json_parse('1')), json_size(json_parse('[1]'));
select from_hex('6162'), to_hex(100), to_varbyte('abc','utf8'), from_varbyte('abc'::varbyte,'hex');
select current_database(), current_schema(), current_user, session_user, user, pg_backend_pid(), has_table_privilege('sales','select'), current_setting('query_group');
-- What is not supported
select st_point(1,2);
select hll(qtysold) from sales;
select sellerid from sales start with sellerid = 1 connect by prior sellerid = buyerid;
select checksum(qtysold) from sales;
select * from stl_query;
select c.x.y from (select json_parse('{"y":1}') as x) c;
select k, v from (select object('a',1) as o) c, unpivot c.o as v at k;
-- Commands
create table t1 (like sales);
create table t2 as select * from sales;
create temp table t3 (a int identity(0,1), b varchar(max), c super, d varbyte(10), e timestamptz default sysdate);
create table if not exists t4 (a int primary key, b int references t1(salesid), unique (b)) diststyle all compound sortkey (a,b);
create or replace view v1 as select * from sales with no schema binding;
create materialized view mv1 as select sellerid, sum(qtysold) from sales group by 1;
alter table t1 add column x varchar(10) default 'a';
alter table t1 rename to t1b;
alter table t1b drop column x;
insert into t2 select * from sales;
insert into category values (1,'a','b','c'), (2, default, 'b','c');
update category set catdesc = v.venuename from venue v where v.venueid = category.catid;
delete from sales using event where sales.eventid = event.eventid;
merge into t2 using sales on t2.salesid = sales.salesid when matched then update set qtysold = sales.qtysold when not matched then insert (salesid) values (sales.salesid);
select * into newevent from event;
grant select on all tables in schema public to public;
create user joe password 'Abcd1234';
create group admins;
create schema s1 authorization postgres;
drop table if exists t4 cascade;
truncate t2;
vacuum sales;
analyze sales;
explain select * from sales;
comment on table sales is 'x';
lock sales;
set query_group to 'x';
show query_group;
create procedure p1(a int) as $$ begin insert into category values (a,'x','y','z'); end; $$ language plpgsql;
call p1(3);
drop procedure p1(int);
create function f_max(int,int) returns int stable as $$ select case when $1 > $2 then $1 else $2 end $$ language sql;
select f_max(1,2);
unload ('select * from sales') to 's3://b/p' iam_role default parquet;
